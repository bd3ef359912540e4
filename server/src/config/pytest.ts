/** What pytest's own configuration says about where tests are: its files, its precedence, its words. */
import { parseIni, splitWords } from './ini.ts';
import { joinPath } from './paths.ts';
import type { ConfigReader } from './reader.ts';
import { isTomlProblem, parseTomlDocument } from './toml.ts';

export interface PytestConfig {
    readonly path: string;
    /** Patterns of the names of test files. */
    readonly pythonFiles?: readonly string[];
    /** Folders and files, relative to the configuration, in which pytest looks when it is given none. */
    readonly testPaths?: readonly string[];
    /** Patterns of the names of folders that are not entered. */
    readonly norecursedirs?: readonly string[];
    /** Seconds after which pytest-timeout ends a test. */
    readonly timeout?: number;
}

/** In the order in which pytest asks them; `pytest.ini` counts even when it is empty. */
const SOURCES: readonly { readonly file: string; readonly section: string; readonly always: boolean }[] = [
    { file: 'pytest.ini', section: 'pytest', always: true },
    { file: '.pytest.ini', section: 'pytest', always: true },
    { file: 'pyproject.toml', section: '', always: false },
    { file: 'tox.ini', section: 'pytest', always: false },
    { file: 'setup.cfg', section: 'tool:pytest', always: false },
];

/** The pytest configuration that lies in `folder` itself. */
export async function readPytestConfig(
    reader: ConfigReader,
    folder: string,
): Promise<PytestConfig | undefined> {
    for (const { file, section, always } of SOURCES) {
        const path = joinPath(folder, file);
        const text = await reader.readText(path);
        if (text === undefined) continue;
        const found = file.endsWith('.toml') ? fromToml(path, text) : fromIni(path, text, section);
        if (found !== undefined) return found;
        if (always) return { path };
    }
    return undefined;
}

function fromIni(path: string, text: string, section: string): PytestConfig | undefined {
    const settings = parseIni(text).get(section);
    if (settings === undefined) return undefined;
    return makeConfig(path, name => {
        const value = settings.get(name);
        return value === undefined ? undefined : splitWords(value);
    });
}

function fromToml(path: string, text: string): PytestConfig | undefined {
    if (!text.includes('pytest')) return undefined;
    const parsed = parseTomlDocument(text);
    if (isTomlProblem(parsed)) return undefined;
    const pytest = at(at(parsed.value, 'tool'), 'pytest');
    const settings = at(pytest, 'ini_options') ?? pytest;
    if (settings === undefined) return undefined;
    return makeConfig(path, name => {
        const value = at(settings, name);
        if (typeof value === 'string') return splitWords(value);
        if (typeof value === 'number') return [String(value)];
        return Array.isArray(value) ? value.filter(item => typeof item === 'string') : undefined;
    });
}

function makeConfig(path: string, read: (name: string) => string[] | undefined): PytestConfig {
    const pythonFiles = read('python_files');
    const testPaths = read('testpaths');
    const norecursedirs = read('norecursedirs');
    const timeout = timeoutOf(read('timeout') ?? [], read('addopts') ?? []);
    return {
        path,
        ...(pythonFiles === undefined ? {} : { pythonFiles }),
        ...(testPaths === undefined ? {} : { testPaths }),
        ...(norecursedirs === undefined ? {} : { norecursedirs }),
        ...(timeout === undefined ? {} : { timeout }),
    };
}

/** `timeout = 300`, `addopts = --timeout=300`, `addopts = --timeout 300`. */
function timeoutOf(setting: readonly string[], addopts: readonly string[]): number | undefined {
    const option = addopts.findIndex(word => /^--timeout(=|$)/.test(word));
    const inOptions = option < 0 ? undefined : (addopts[option]?.split('=')[1] ?? addopts[option + 1]);
    const seconds = Number(inOptions ?? setting[0] ?? Number.NaN);
    return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** The member of a table, `undefined` where there is none or it is no table. */
export function at(table: unknown, key: string): unknown {
    if (typeof table !== 'object' || table === null || Array.isArray(table)) return undefined;
    return Object.hasOwn(table, key) ? (table as Record<string, unknown>)[key] : undefined;
}
