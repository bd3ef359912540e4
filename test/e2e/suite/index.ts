/// <reference types="mocha" />
/** Mocha inside VS Code. The same bundle runs in Node and in a web worker, hence Mocha's build for browsers. */
import 'mocha/mocha.js';
import { LineReporter } from './reporter.ts';

export function run(): Promise<void> {
    // Mocha's build for browsers looks for options in the address of the page; Node has none.
    if (!('location' in globalThis)) Object.assign(globalThis, { location: { search: '' } });
    mocha.setup({ ui: 'bdd', reporter: LineReporter, timeout: 60_000, slow: 5_000 });
    require('./diagnostics.ts');
    require('./hover.ts');
    require('./fixes.ts');
    require('./features.ts');
    require('./workspace.ts');
    require('./server.ts');
    return new Promise((resolve, reject) => {
        mocha.run(failures => {
            if (failures === 0) resolve();
            else reject(new Error(`${failures} failed`));
        });
    });
}
