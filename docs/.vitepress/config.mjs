/** The site: which pages there are, in which order, and how links of the repository become links of the site. */
import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));
const page = (text, link) => ({ text, link });

/** The rules by family, from the generated overview. */
function rules() {
    const overview = readFileSync(join(DOCS, 'rules', 'README.md'), 'utf8');
    return overview
        .split(/^## /m)
        .slice(1)
        .map(section => ({
            text: section.slice(0, section.indexOf('\n')).trim(),
            collapsed: true,
            items: [...section.matchAll(/^\| \[(.+?)\]\((.+?)\.md\)/gm)].map(([, name, file]) =>
                page(name, `/rules/${file}`),
            ),
        }));
}

/**
 * In the repository the first page of a folder is its README.md, and pages link to files outside of this folder. Here
 * the first page is the folder itself, and what is outside is named without a link.
 */
function linksOfTheSite(md) {
    md.core.ruler.push('links-of-the-site', ({ tokens, env }) => {
        for (const { children } of tokens) {
            let outside = false;
            for (const token of children ?? []) {
                if (token.type === 'link_open') {
                    const [path, anchor] = (token.attrGet('href') ?? '').split('#');
                    const local = path !== '' && !/^(?:[a-z]+:|\/)/.test(path);
                    outside = local && normalize(join(dirname(env.relativePath), path)).startsWith('..');
                    if (local && !outside) {
                        const target = path.replace(/(^|\/)README\.md$/, '$1index.md');
                        token.attrSet('href', anchor === undefined ? target : `${target}#${anchor}`);
                    }
                }
                if (outside && (token.type === 'link_open' || token.type === 'link_close')) {
                    if (token.type === 'link_close') outside = false;
                    token.type = 'text';
                    token.tag = '';
                    token.content = '';
                    token.nesting = 0;
                }
            }
        }
    });
}

export default defineConfig({
    title: 'Steady',
    description: 'Finds what makes Python tests flaky, racy or over-privileged.',
    lang: 'en-GB',
    base: '/steady/',
    cleanUrls: true,
    lastUpdated: false,
    rewrites: Object.fromEntries(
        ['rules', 'editors', 'how-it-works'].map(folder => [`${folder}/README.md`, `${folder}/index.md`]),
    ),
    head: [['link', { rel: 'icon', href: '/steady/icon.svg' }]],
    vite: { publicDir: join(DOCS, '..', 'media') },
    markdown: { config: linksOfTheSite },
    buildEnd({ outDir }) {
        copyFileSync(join(DOCS, 'steady.schema.json'), join(outDir, 'steady.schema.json'));
    },
    themeConfig: {
        logo: '/icon.svg',
        outline: [2, 3],
        search: { provider: 'local' },
        nav: [
            page('Getting started', '/getting-started'),
            page('Rules', '/rules/'),
            page('How it works', '/how-it-works/'),
        ],
        sidebar: [
            {
                text: 'Using it',
                items: [
                    page('Getting started', '/getting-started'),
                    page('Configuration', '/configuration'),
                    page('Command line', '/cli'),
                    page('Continuous integration', '/ci'),
                ],
            },
            {
                text: 'Editors',
                collapsed: true,
                items: [
                    page('Overview', '/editors/'),
                    page('VS Code', '/editors/vscode'),
                    page('Neovim', '/editors/neovim'),
                    page('Emacs', '/editors/emacs'),
                    page('Helix', '/editors/helix'),
                    page('Zed', '/editors/zed'),
                    page('Sublime Text', '/editors/sublime-text'),
                    page('Kate', '/editors/kate'),
                    page('PyCharm', '/editors/pycharm'),
                ],
            },
            {
                text: 'How it works',
                items: [
                    page('One test, read', '/how-it-works/'),
                    page('Sleeps', '/how-it-works/sleeps'),
                    page('Races', '/how-it-works/races'),
                    page('Privileges', '/how-it-works/privileges'),
                ],
            },
            {
                text: 'Figures',
                items: [
                    page('Precision', '/precision'),
                    page('Performance', '/benchmarks'),
                    page('Compared with others', '/comparison'),
                ],
            },
            { text: 'Rules', link: '/rules/', items: rules() },
        ],
    },
});
