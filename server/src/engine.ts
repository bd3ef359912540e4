/** The facade: text in, findings out. Plain data only; no I/O, no protocol types, no editor. */
import type { Finding, RuleFailure } from './base/finding.ts';
import type { Config } from './config/schema.ts';

/** The two WebAssembly files as bytes; the caller reads them, the engine never touches a path. */
export interface WasmFiles {
    readonly runtime: Uint8Array;
    readonly grammar: Uint8Array;
}

export interface SourceFile {
    /** A path or the path of a URI, with `/` between folders: decides whether the file is a test. */
    readonly path: string;
    readonly text: string;
}

/** One edit in offsets (UTF-16) against the text as it was just before this edit. */
export interface TextChange {
    readonly start: number;
    readonly end: number;
    readonly text: string;
}

export interface AnalyseOptions {
    /** Whether findings carry their fixes. Editors leave this off and ask for one finding's fixes. */
    readonly fixes?: boolean;
    /** Asked now and then; true abandons the analysis, which then returns `undefined`. */
    readonly cancelled?: () => boolean;
}

/** What was found in one version of one file. */
export interface Analysis {
    readonly findings: readonly Finding[];
    readonly failures: readonly RuleFailure[];
    /** `false` when the file is neither a test nor test support: nothing is ever reported in it. */
    readonly isTestFile: boolean;
    readonly testCount: number;
    readonly lineCount: number;
    /** How many findings suppression comments hid. */
    readonly suppressed: number;
}

/**
 * A document that is being edited. It owns a syntax tree: call `dispose` when the document closes.
 *
 * @example
 * const session = engine.open({ path: 'test_a.py', text });
 * session.edit({ start: 10, end: 12, text: 'x' });
 * const analysis = session.analyse(config);
 */
export interface Session {
    readonly text: string;
    /** Applies one edit; several edits of one notification are applied in order. */
    edit(change: TextChange): void;
    /** Replaces the whole text; the tree is parsed afresh. */
    replace(text: string): void;
    analyse(config: Config, options?: AnalyseOptions): Analysis | undefined;
    dispose(): void;
}

export interface Engine {
    /** Analyses a text once; nothing is kept. */
    analyse(file: SourceFile, config: Config, options?: AnalyseOptions): Analysis | undefined;
    open(file: SourceFile): Session;
    dispose(): void;
}
