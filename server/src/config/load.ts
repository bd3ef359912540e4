/** The configuration that is in force for one file, and which files decided it. */
import type { Range } from '../base/text.ts';
import { foldersAbove, joinPath, parentOf, relativePath, resolvePath } from './paths.ts';
import { patternMatcher } from './patterns.ts';
import { at, type PytestConfig, readPytestConfig } from './pytest.ts';
import { type ConfigReader, cachedReader } from './reader.ts';
import { type Config, DEFAULT_CONFIG, type FieldName } from './schema.ts';
import { isTomlProblem, parseTomlDocument } from './toml.ts';
import { type ConfigProblem, type KnownRules, readTable } from './validate.ts';

export interface ProjectConfig {
    /** In force for the file that was asked for: its per-file ignores are already in `ignore`. */
    readonly config: Config;
    /** What is wrong in the files of `sources`; what is right in them is in force all the same. */
    readonly problems: readonly ConfigProblem[];
    /** The files that were read, the deciding one first. Watch them. */
    readonly sources: readonly string[];
    /** The file that set a field, for the fields that are not at their default. */
    readonly origins: ReadonlyMap<FieldName, string>;
    /** The folder of the configuration that was found, Steady's or pytest's; `undefined` where there is none. */
    readonly root: string | undefined;
    readonly pytest: PytestConfig | undefined;
}

/** What one file with its extended files says. */
interface Layer {
    readonly fields: Partial<Config>;
    readonly origins: ReadonlyMap<FieldName, string>;
    readonly problems: readonly ConfigProblem[];
    readonly sources: readonly string[];
}

export interface ConfigLoader {
    load(filePath: string): Promise<ProjectConfig>;
}

/** The names of the files that hold configuration, in the order in which a folder is asked for them. */
const CONFIG_FILES = ['steady.toml', 'pyproject.toml'] as const;

const EMPTY: Layer = { fields: {}, origins: new Map(), problems: [], sources: [] };

/**
 * Finds configurations for many files and remembers each folder's; make a new one when a file has changed.
 * Paths have `/` between folders. The search goes outwards to `root`, or as far as there are folders:
 * leave `root` out where editor and command line are to agree in a repository that is opened in part.
 */
export function createConfigLoader(reader: ConfigReader, known?: KnownRules, root?: string): ConfigLoader {
    const cached = cachedReader(reader);
    const folders = new Map<string, Promise<FolderConfig>>();
    const folderConfig = (folder: string) => {
        let found = folders.get(folder);
        if (found === undefined) {
            found = findFolderConfig(cached, folder, root, known);
            folders.set(folder, found);
        }
        return found;
    };
    return {
        async load(filePath) {
            return forFile(await folderConfig(parentOf(filePath)), filePath);
        },
    };
}

interface FolderConfig {
    readonly layer: Layer;
    /** The folder of Steady's configuration. */
    readonly folder: string | undefined;
    readonly pytest: PytestConfig | undefined;
}

async function findFolderConfig(
    reader: ConfigReader,
    start: string,
    root: string | undefined,
    known: KnownRules | undefined,
): Promise<FolderConfig> {
    let layer: Layer | undefined;
    let layerFolder: string | undefined;
    let pytest: PytestConfig | undefined;
    for (const folder of foldersAbove(joinPath(start, 'x'), root)) {
        if (layer === undefined) {
            layer = await readFolder(reader, folder, known);
            if (layer !== undefined) layerFolder = folder;
        }
        pytest ??= await readPytestConfig(reader, folder);
        if (layer !== undefined && pytest !== undefined) break;
    }
    return { layer: layer ?? EMPTY, folder: layerFolder, pytest };
}

async function readFolder(
    reader: ConfigReader,
    folder: string,
    known?: KnownRules,
): Promise<Layer | undefined> {
    for (const name of CONFIG_FILES) {
        const layer = await readLayer(reader, joinPath(folder, name), known, []);
        if (layer !== undefined) return layer;
    }
    return undefined;
}

/** Reads one file and what it extends. `undefined` where it does not exist or does not speak of Steady. */
async function readLayer(
    reader: ConfigReader,
    path: string,
    known: KnownRules | undefined,
    extendedBy: readonly string[],
): Promise<Layer | undefined> {
    const text = await reader.readText(path);
    if (text === undefined) return undefined;
    const inPyproject = path.endsWith('pyproject.toml');
    // A pyproject.toml without the word need not be parsed, and one that is broken is not ours to report.
    if (inPyproject && !text.includes('steady')) return undefined;
    const parsed = parseTomlDocument(text);
    if (isTomlProblem(parsed)) {
        const problem = { path, range: parsed.range, message: `This is not valid TOML: ${parsed.message}.` };
        return { ...EMPTY, problems: [problem], sources: [path] };
    }
    const prefix = inPyproject || at(parsed.value, 'tool') !== undefined ? ['tool', 'steady'] : [];
    const table = prefix.reduce(at, parsed.value);
    if (table === undefined && inPyproject) return undefined;

    const problems: ConfigProblem[] = [];
    const complain = (place: readonly string[], part: 'key' | 'value', message: string) => {
        problems.push({ path, range: parsed.locate([...prefix, ...place], part), message });
    };
    if (!isTable(table)) {
        complain([], 'key', '`tool.steady` must be a table.');
        return { ...EMPTY, problems, sources: [path] };
    }
    const { fields, extend } = readTable(table, known, complain);
    const bases: Layer[] = [];
    for (const { reference, at: place } of extend) {
        const target = resolvePath(parentOf(path), reference);
        if (target === path || extendedBy.includes(target)) {
            complain(place, 'value', `"${reference}" extends this file, which goes round in a circle.`);
            continue;
        }
        const base = await readLayer(reader, target, known, [...extendedBy, path]);
        if (base === undefined) {
            complain(
                place,
                'value',
                `"${reference}" is no file with a configuration for Steady (looked for ${target}).`,
            );
        } else {
            bases.push(base);
        }
    }
    const own: Layer = {
        fields,
        origins: new Map(Object.keys(fields).map(name => [name as FieldName, path])),
        problems,
        sources: [path],
    };
    return [...bases, own].reduce(overlay);
}

/** What `upper` says wins: lists are replaced, tables are joined key by key. */
function overlay(lower: Layer, upper: Layer): Layer {
    const fields: Record<string, unknown> = { ...lower.fields };
    for (const [name, value] of Object.entries(upper.fields)) {
        const below = fields[name];
        fields[name] = isTable(below) && isTable(value) ? { ...below, ...value } : value;
    }
    return {
        fields: fields as Partial<Config>,
        origins: new Map([...lower.origins, ...upper.origins]),
        problems: [...upper.problems, ...lower.problems],
        sources: [...upper.sources, ...lower.sources],
    };
}

function forFile({ layer, folder, pytest }: FolderConfig, filePath: string): ProjectConfig {
    const origins = new Map(layer.origins);
    let config: Config = { ...DEFAULT_CONFIG, ...layer.fields };
    if (layer.fields.testFiles === undefined && pytest?.pythonFiles !== undefined) {
        config = { ...config, testFiles: pytest.pythonFiles };
        origins.set('testFiles', pytest.path);
    }
    if (layer.fields.suiteTimeout === undefined && pytest?.timeout !== undefined) {
        config = { ...config, suiteTimeout: pytest.timeout };
        origins.set('suiteTimeout', pytest.path);
    }
    const ignored = perFileIgnores(config, folder, filePath);
    if (ignored.includes('all')) config = { ...config, enabled: false };
    else if (ignored.length > 0) config = { ...config, ignore: [...config.ignore, ...ignored] };
    const sources = [...layer.sources];
    if (pytest !== undefined && !sources.includes(pytest.path)) sources.push(pytest.path);
    const pytestFolder = pytest === undefined ? undefined : parentOf(pytest.path);
    return { config, problems: layer.problems, sources, origins, root: folder ?? pytestFolder, pytest };
}

function perFileIgnores(config: Config, folder: string | undefined, filePath: string): string[] {
    const below = folder === undefined ? undefined : relativePath(folder, filePath);
    if (below === undefined) return [];
    return Object.entries(config.perFileIgnores)
        .filter(([pattern]) => patternMatcher([pattern])(below))
        .flatMap(([, names]) => names);
}

function isTable(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `path:line:column: message` with one-based numbers, as every terminal and editor can follow. */
export function formatProblem(problem: { path: string; range: Range; message: string }): string {
    const { line, character } = problem.range.start;
    return `${problem.path}:${line + 1}:${character + 1}: ${problem.message}`;
}
