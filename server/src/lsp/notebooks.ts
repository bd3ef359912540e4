/**
 * Notebooks are left alone, by decision: a cell is a piece of a program whose rest is in other cells, run in
 * whatever order somebody chose. What a test waits for cannot be told from it, and no finding is better than a
 * wrong one.
 */

/** Whether a document is a cell of a notebook, or a notebook's file. */
export function isOfNotebook(uri: string): boolean {
    return /^vscode-(?:notebook|interactive)[\w-]*:/.test(uri) || /\.ipynb(?:$|[?#])/.test(uri);
}
