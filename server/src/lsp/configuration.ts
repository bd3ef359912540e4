/** Which configuration is in force for an open document: the project's files and the editor's settings. */

import { mergeEditorSettings } from '../config/editor.ts';
import { type ConfigLoader, createConfigLoader } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { DEFAULT_CONFIG } from '../config/schema.ts';
import type { ConfigProblem, KnownRules } from '../config/validate.ts';
import { pathOf } from './documents.ts';

export interface ResolvedConfig {
    readonly config: Config;
    /** The project's files that were read, with what is wrong in each of them. */
    readonly files: readonly { readonly uri: string; readonly problems: readonly ConfigProblem[] }[];
    /** One sentence for each of the editor's settings that cannot be used. */
    readonly settingProblems: readonly string[];
}

export interface ConfigProvider {
    /** The configuration for one document, given the editor's settings for it. Does not reject. */
    configFor(uri: string, settings: unknown): Promise<ResolvedConfig>;
    /** Forgets what was read; the next question reads again. */
    invalidate(): void;
}

/** Reads the project's files through `readFile`, nearest folder first, and lays them over the settings. */
export function createConfigProvider(
    readFile: (uri: string) => Promise<string | undefined>,
    known: KnownRules,
): ConfigProvider {
    /** One loader for each file system: a scheme and an authority. */
    let loaders = new Map<string, ConfigLoader>();
    const loaderFor = (uri: string): ConfigLoader => {
        const origin = uriWithPath(uri, '/');
        let loader = loaders.get(origin);
        if (loader === undefined) {
            loader = createConfigLoader({ readText: path => readFile(uriWithPath(uri, path)) }, known);
            loaders.set(origin, loader);
        }
        return loader;
    };
    return {
        async configFor(uri, settings) {
            if (!hasFolders(uri)) return fromSettings(settings, known);
            const { config, origins, problems, sources } = await loaderFor(uri).load(pathOf(uri));
            const merged = mergeEditorSettings(config, settings, new Set(origins.keys()), known);
            const files = sources.map(path => ({
                uri: uriWithPath(uri, path),
                problems: problems.filter(problem => problem.path === path),
            }));
            return { config: merged.config, files, settingProblems: merged.problems };
        },
        invalidate() {
            loaders = new Map();
        },
    };
}

function fromSettings(settings: unknown, known: KnownRules): ResolvedConfig {
    const merged = mergeEditorSettings(DEFAULT_CONFIG, settings, new Set(), known);
    return { config: merged.config, files: [], settingProblems: merged.problems };
}

/** Unsaved documents (`untitled:Untitled-1`) lie in no folder. */
function hasFolders(uri: string): boolean {
    return /^[\w+.-]+:\/\//.test(uri) && pathOf(uri).startsWith('/');
}

/** The URI of another path in the same file system. */
function uriWithPath(uri: string, path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return uri.replace(/^([\w+.-]+:\/\/[^/?#]*).*$/s, (_whole, origin: string) => origin + encoded);
}
