/**
 * The site made of docs/.
 *
 *     npm run docs              builds it into docs/.vitepress/dist, and follows every link in it
 *     npm run docs -- dev       shows it while it is written
 *     npm run docs -- preview   shows what was built
 *
 * Its generator is heavy and stands in docs/package.json, with a lock of its own, so that nothing else waits for it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from './setup.mjs';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const SITE = join(DOCS, '.vitepress', 'dist');

/** Every link of the built pages that leads within the site, and to nothing: `page: link`. */
function deadLinks() {
    const base = '/steady/';
    const files = readdirSync(SITE, { recursive: true }).map(path => path.replaceAll('\\', '/'));
    const pages = new Map(
        files
            .filter(path => path.endsWith('.html'))
            .map(path => [path, readFileSync(join(SITE, path), 'utf8').replaceAll('&amp;', '&')]),
    );
    const dead = [];
    for (const [path, html] of pages) {
        for (const [, href = ''] of html.matchAll(
            /<(?:a|link|img|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g,
        )) {
            if (/^(?:[a-z]+:|\/\/)/.test(href)) continue;
            const [target = '', anchor] = href.split('#');
            const full =
                target === ''
                    ? base + path
                    : posix.resolve(base + posix.dirname(path), target) + (target.endsWith('/') ? '/' : '');
            const relative = full.startsWith(base) ? full.slice(base.length) : undefined;
            const found = [relative, `${relative}.html`, posix.join(relative ?? '', 'index.html')].find(
                name => name !== undefined && files.includes(name) && /\.\w+$/.test(name),
            );
            const id = anchor && decodeURIComponent(anchor);
            if (!found || (id && found.endsWith('.html') && !pages.get(found)?.includes(` id="${id}"`)))
                dead.push(`${path}: ${href}`);
        }
    }
    return { dead, pages: pages.size };
}

const [command = 'build', ...more] = process.argv.slice(2);
if (!['build', 'dev', 'preview'].includes(command) || more.length > 0) {
    console.error('The site is there to build, dev or preview: npm run docs -- build');
    process.exit(2);
}
try {
    installLocked('docs/');
    const vitepress = join(DOCS, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
    const { status } = spawnSync(process.execPath, [vitepress, command, DOCS], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`vitepress ${command} failed (exit ${status}); its message is above.`);
    if (command === 'build') {
        if (!existsSync(SITE)) throw new Error('vitepress built nothing.');
        const { dead, pages } = deadLinks();
        if (dead.length > 0) throw new Error(`Links that lead nowhere:\n  ${dead.join('\n  ')}`);
        console.log(`${pages} pages; every link leads somewhere.\n\n1 passed, 0 failed`);
    }
} catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
