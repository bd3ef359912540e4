/**
 * Installs, builds and reviews: `npm start` the bundled examples, `npm start -- tests` any folder or file.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

try {
    setup();
    // What builds needs what has just been installed.
    const { buildAll } = await import('./build.mjs');
    await buildAll();
    const given = process.argv.slice(2);
    // npm runs this in the package's folder; the paths are meant from where the person stood.
    const cwd = process.env.INIT_CWD ?? process.cwd();
    const paths = given.length > 0 ? given.map(path => resolve(cwd, path)) : [`${ROOT}examples`];
    const review = spawnSync(process.execPath, [`${ROOT}dist/cli.js`, 'review', ...paths], {
        stdio: 'inherit',
    });
    // Findings are what was asked for, not a failure.
    process.exitCode = review.status === 1 ? 0 : (review.status ?? 2);
} catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
}
