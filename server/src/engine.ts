/** The facade: text in, findings out. Plain data only; no I/O, no protocol types, no editor. */
import { type AnalysisInput, analyseDocument } from './analysis.ts';
import type { Analysis } from './base/finding.ts';
import type { Config } from './config/schema.ts';
import { type Inspection, inspectDocument } from './inspect.ts';
import { KeptFindings } from './rules/kept.ts';
import { RULES } from './rules/registry.ts';
import type { Rule } from './rules/rule.ts';
import type { Pace } from './rules/run.ts';
import { StaleFindings } from './rules/stale.ts';
import { type SleepCost, type SleepingFile, sleepCosts, sleepingIn } from './sleep-budget.ts';
import { SyntaxDocument } from './syntax/document.ts';
import { PythonParser } from './syntax/parser.ts';

export type { Analysis } from './base/finding.ts';
export type { Inspection } from './inspect.ts';
export type { SleepCost, SleepingFile } from './sleep-budget.ts';

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
    /** Whether findings of functions that do not parse at the moment stay as they were. For editors. */
    readonly keepStale?: boolean;
    /**
     * Whether what is found in functions is kept for the next analysis of the session, which then looks only at those
     * that an edit has touched and at those that have read of them. For editors; it changes no finding.
     */
    readonly keep?: boolean;
    /** Asked now and then; true abandons the analysis, which then returns `undefined`. */
    readonly cancelled?: () => boolean;
    /** Measures the rules, and leaves some out. For editors. */
    readonly pace?: Pace;
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
    /** What the analysis sees, reported or not; in the functions that hold a line, if one is given. */
    inspect(config: Config, line?: number): Inspection;
    /** How long the functions of the file sleep while a run waits for them. */
    sleepCosts(config: Config): SleepCost[];
    /** What its tests sleep, and what each sleep takes, as editors show it. */
    sleeping(config: Config): SleepingFile;
    dispose(): void;
}

export interface Engine {
    /** Analyses a text once; nothing is kept. */
    analyse(file: SourceFile, config: Config, options?: AnalyseOptions): Analysis | undefined;
    /** What the analysis sees in a text, reported or not. */
    inspect(file: SourceFile, config: Config): Inspection;
    /** How long the functions of a text sleep while a run waits for them. */
    sleepCosts(file: SourceFile, config: Config): SleepCost[];
    open(file: SourceFile): Session;
    dispose(): void;
}

/**
 * Loads the parser. Call once a process or worker; the bytes may be dropped afterwards.
 *
 * @param rules other than the built-in ones only in tests
 */
export async function createEngine(wasm: WasmFiles, rules: readonly Rule[] = RULES): Promise<Engine> {
    const parser = await PythonParser.create(wasm.runtime, wasm.grammar);
    const open = (file: SourceFile): Session => new DocumentSession(parser, rules, file);
    const once = <T>(file: SourceFile, ask: (session: Session) => T): T => {
        const session = open(file);
        try {
            return ask(session);
        } finally {
            session.dispose();
        }
    };
    return {
        open,
        analyse: (file, config, options) => once(file, session => session.analyse(config, options)),
        inspect: (file, config) => once(file, session => session.inspect(config)),
        sleepCosts: (file, config) => once(file, session => session.sleepCosts(config)),
        dispose: () => parser.dispose(),
    };
}

class DocumentSession implements Session {
    readonly #path: string;
    readonly #document: SyntaxDocument;
    readonly #rules: readonly Rule[];
    readonly #stale = new StaleFindings();
    readonly #kept = new KeptFindings();

    constructor(parser: PythonParser, rules: readonly Rule[], file: SourceFile) {
        this.#rules = rules;
        this.#path = file.path;
        this.#document = new SyntaxDocument(parser, file.text);
    }

    get text(): string {
        return this.#document.text;
    }

    edit(change: TextChange): void {
        this.#document.edit(change.start, change.end, change.text);
    }

    replace(text: string): void {
        this.#document.replace(text);
    }

    analyse(config: Config, options: AnalyseOptions = {}): Analysis | undefined {
        const input: AnalysisInput = {
            path: this.#path,
            document: this.#document,
            rules: this.#rules,
            config,
            fixes: options.fixes ?? false,
            stale: options.keepStale ? this.#stale : undefined,
            kept: options.keep ? this.#kept : undefined,
            cancelled: options.cancelled,
            pace: options.pace,
        };
        return analyseDocument(input);
    }

    inspect(config: Config, line?: number): Inspection {
        return inspectDocument({ path: this.#path, document: this.#document, config, line });
    }

    sleepCosts(config: Config): SleepCost[] {
        return sleepCosts({ path: this.#path, document: this.#document, config });
    }

    sleeping(config: Config): SleepingFile {
        return sleepingIn({ path: this.#path, document: this.#document, config });
    }

    dispose(): void {
        this.#document.dispose();
    }
}
