/** The baseline that counts for an open document: the nearest one above it, as for the command line. */
import type { Finding } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import { foldersAbove, joinPath, relativePath } from '../config/paths.ts';
import type { ConfigReader } from '../config/reader.ts';
import { BASELINE_FILE, type Baseline, isBaselined, parseBaseline } from '../report/baseline.ts';

export interface DocumentBaseline {
    readonly uri: string;
    readonly text: string;
    readonly entries: Baseline;
    /** How the baseline writes the document. */
    readonly path: string;
    readonly problems: readonly { readonly range: Range; readonly message: string }[];
}

/** @param uriOf the URI of a path in the document's file system */
export async function nearestBaseline(
    reader: ConfigReader,
    document: string,
    uriOf: (path: string) => string,
): Promise<DocumentBaseline | undefined> {
    for (const folder of foldersAbove(document)) {
        const file = joinPath(folder, BASELINE_FILE);
        const text = await reader.readText(file);
        if (text === undefined) continue;
        const { entries, problems } = parsedOnce(reader, file, text);
        return {
            uri: uriOf(file),
            text,
            entries,
            path: relativePath(folder, document) ?? document,
            problems: problems.map(({ line, text: wrong }) => ({
                range: {
                    start: { line: line - 1, character: 0 },
                    end: { line: line - 1, character: wrong.length },
                },
                message: `${JSON.stringify(wrong)} is no entry of a baseline: resolve the conflict or remove the line.`,
            })),
        };
    }
    return undefined;
}

/** A baseline may be long, and a project's files all ask for the same one; the reader lives as long as its texts. */
function parsedOnce(reader: ConfigReader, file: string, text: string): ReturnType<typeof parseBaseline> {
    const files = parsed.get(reader) ?? new Map<string, ReturnType<typeof parseBaseline>>();
    parsed.set(reader, files);
    const known = files.get(file) ?? parseBaseline(text);
    files.set(file, known);
    return known;
}

const parsed = new WeakMap<ConfigReader, Map<string, ReturnType<typeof parseBaseline>>>();

/** Whether the project has decided to live with a finding for now. */
export function isKnown(baseline: DocumentBaseline | undefined, finding: Finding): boolean {
    return baseline !== undefined && isBaselined(baseline.entries, baseline.path, finding);
}
