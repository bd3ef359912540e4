/** A folder tree as a table, read as configuration is read anywhere. */
import { createConfigLoader, formatProblem, type ProjectConfig } from '../../server/src/config/load.ts';
import type { ConfigReader } from '../../server/src/config/reader.ts';

export const KNOWN = { rules: ['sleep-as-sync', 'admin-context'], families: ['timing', 'privilege'] };

function readerOf(files: Readonly<Record<string, string>>): ConfigReader {
    return { readText: path => Promise.resolve(files[path]) };
}

/** The configuration for `path` in a tree that holds `files`. */
export function configFor(path: string, files: Readonly<Record<string, string>>): Promise<ProjectConfig> {
    return createConfigLoader(readerOf(files), KNOWN).load(path);
}

/** What a user is told about the configuration for `path`, one line a problem. */
export async function problemsFor(path: string, files: Readonly<Record<string, string>>): Promise<string[]> {
    return (await configFor(path, files)).problems.map(formatProblem);
}
