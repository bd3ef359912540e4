/** Labels: facts about public code, made by hand, kept outside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder with the labels: `$STEADY_LABELS`, else `shared/labels` beside the checkout.
 *
 * @throws when there is no such folder; the sentence says what to set
 */
export function findLabels(root) {
    const given = process.env.STEADY_LABELS;
    const folder = given ?? join(dirname(resolve(root)), 'shared', 'labels');
    if (existsSync(folder)) return folder;
    throw new Error(
        given === undefined
            ? 'There are no labels beside this checkout: set STEADY_LABELS to the folder that holds sleep.jsonl and flakefix.jsonl.'
            : `STEADY_LABELS names a folder that does not exist: ${folder}`,
    );
}

/** The rows of one file. @throws when a line is no JSON, naming it */
export function readLabels(folder, name) {
    const rows = [];
    for (const [i, line] of readFileSync(join(folder, name), 'utf8').split('\n').entries()) {
        if (line.trim() === '') continue;
        try {
            rows.push(JSON.parse(line));
        } catch {
            throw new Error(`${name}:${i + 1} is not JSON.`);
        }
    }
    return rows;
}

/** Groups rows by a key, in the order of their first appearance. */
export function groupBy(rows, keyOf) {
    const groups = new Map();
    for (const row of rows) {
        const key = keyOf(row);
        const group = groups.get(key);
        if (group) group.push(row);
        else groups.set(key, [row]);
    }
    return groups;
}
