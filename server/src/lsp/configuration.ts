/** Which configuration is in force for an open document: the project's files and the editor's settings. */

import { mergeEditorSettings } from '../config/editor.ts';
import { type EditorSettings, readEditorSettings } from '../config/editor-settings.ts';
import { type ConfigLoader, createConfigLoader, type ProjectConfig } from '../config/load.ts';
import { foldersAbove, joinPath, relativePath } from '../config/paths.ts';
import { type ConfigReader, cachedReader } from '../config/reader.ts';
import type { Config } from '../config/schema.ts';
import { DEFAULT_CONFIG } from '../config/schema.ts';
import type { ConfigProblem, KnownRules } from '../config/validate.ts';
import { type DocumentBaseline, nearestBaseline } from './baselines.ts';
import { pathOf } from './documents.ts';

export interface ResolvedConfig {
    readonly config: Config;
    /** The document's path below its project's root: by it the engine tells a test from other code. */
    readonly path: string;
    /** The project's files that were read, with what is wrong in each of them. */
    readonly files: readonly {
        readonly uri: string;
        readonly problems: readonly Pick<ConfigProblem, 'range' | 'message'>[];
    }[];
    /** One sentence for each of the editor's settings that cannot be used. */
    readonly settingProblems: readonly string[];
    /** What the editor shows, beside what is found. */
    readonly editor: EditorSettings;
    /** What the project's files say by themselves; `undefined` for a document that lies in no folder. */
    readonly project: ProjectConfig | undefined;
    /** The nearest baseline above the document. */
    readonly baseline: DocumentBaseline | undefined;
}

export interface ConfigProvider {
    /** The configuration for one document, given the editor's settings for it. Does not reject. */
    configFor(uri: string, settings: unknown): Promise<ResolvedConfig>;
    /** Reads the files beside `uri`, each once until `invalidate`; it takes paths. */
    reader(uri: string): ConfigReader;
    /** Forgets what was read; the next question reads again. */
    invalidate(): void;
}

/** Reads the project's files through `readFile`, nearest folder first, and lays them over the settings. */
export function createConfigProvider(
    readFile: (uri: string) => Promise<string | undefined>,
    known: KnownRules,
): ConfigProvider {
    /** One for each scheme and authority. */
    let fileSystems = new Map<string, FileSystem>();
    const fileSystemOf = (uri: string): FileSystem => {
        const origin = uriWithPath(uri, '/');
        let fileSystem = fileSystems.get(origin);
        if (fileSystem === undefined) {
            const reader = cachedReader({ readText: path => readFile(uriWithPath(uri, path)) });
            fileSystem = { reader, loader: createConfigLoader(reader, known) };
            fileSystems.set(origin, fileSystem);
        }
        return fileSystem;
    };
    return {
        async configFor(uri, settings) {
            const path = pathOf(uri);
            const editor = readEditorSettings(settings);
            if (!hasFolders(uri)) {
                const { config, problems } = mergeEditorSettings(DEFAULT_CONFIG, settings, new Set(), known);
                const settingProblems = [...problems, ...editor.problems];
                const none = { files: [], project: undefined, baseline: undefined };
                return { config, path, settingProblems, editor: editor.values, ...none };
            }
            const { reader, loader } = fileSystemOf(uri);
            const project = await loader.load(path);
            const { config, origins, problems, sources, root } = project;
            const below = relativePath(root ?? (await projectRoot(reader, path)), path) ?? path;
            const merged = mergeEditorSettings(config, settings, new Set(origins.keys()), known);
            const files: ResolvedConfig['files'][number][] = sources.map(source => ({
                uri: uriWithPath(uri, source),
                problems: problems.filter(problem => problem.path === source),
            }));
            const baseline = await nearestBaseline(reader, path, file => uriWithPath(uri, file));
            if (baseline !== undefined) files.push({ uri: baseline.uri, problems: baseline.problems });
            return {
                config: merged.config,
                path: below,
                files,
                settingProblems: [...merged.problems, ...editor.problems],
                editor: editor.values,
                project,
                baseline,
            };
        },
        reader: uri => fileSystemOf(uri).reader,
        invalidate() {
            fileSystems = new Map();
        },
    };
}

interface FileSystem {
    readonly reader: ConfigReader;
    readonly loader: ConfigLoader;
}

/** Files that lie at the top of a project; the command line knows the same. */
const ROOT_MARKERS = ['.git/HEAD', '.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini'];

/** The nearest folder that looks like a project's top; the file system's own top where none does. */
async function projectRoot(reader: ConfigReader, path: string): Promise<string> {
    for (const folder of foldersAbove(path)) {
        const found = await Promise.all(ROOT_MARKERS.map(name => reader.readText(joinPath(folder, name))));
        if (found.some(text => text !== undefined)) return folder;
    }
    return '/';
}

/** Unsaved documents (`untitled:Untitled-1`) lie in no folder. */
function hasFolders(uri: string): boolean {
    return /^[\w+.-]+:\/\//.test(uri) && pathOf(uri).startsWith('/');
}

/** The URI of another path in the same file system. */
export function uriWithPath(uri: string, path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return uri.replace(/^([\w+.-]+:\/\/[^/?#]*).*$/s, (_whole, origin: string) => origin + encoded);
}
