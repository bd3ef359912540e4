/**
 * What pages show of the program: below a block of code in a language `python test_x.py`, a block in a language
 * `text inspect test_x.py` holds what `steady inspect test_x.py` prints.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { loadEngine } from '../eval/engine.mjs';

const FOLDER = 'docs/how-it-works';
const block = language => new RegExp(`(^\`\`\`${language}\\n)(.*?)(^\`\`\`$)`, 'ms');

/**
 * @param {string} root the checkout, with a slash at its end
 * @returns {Promise<[path: string, text: string][]>} the pages, as they shall be
 */
export async function pagesWithOutput(root) {
    const engine = await loadEngine(root);
    try {
        return readdirSync(root + FOLDER).map(name => {
            const page = readFileSync(`${root}${FOLDER}/${name}`, 'utf8');
            const files = [...page.matchAll(/^```text inspect (\S+)$/gm)].map(([, file = '']) => file);
            const text = files.reduce((shown, file) => {
                const source = block(`python ${file}`).exec(shown)?.[2];
                if (source === undefined)
                    throw new Error(`${FOLDER}/${name} has no block \`python ${file}\`.`);
                const output = engine.printedInspection(file, source);
                return shown.replace(
                    block(`text inspect ${file}`),
                    (_, head, _old, tail) => head + output + tail,
                );
            }, page);
            return [`${FOLDER}/${name}`, text];
        });
    } finally {
        engine.dispose();
    }
}
