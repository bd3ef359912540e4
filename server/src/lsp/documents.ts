/**
 * The open documents. The text belongs to `TextDocument`; a session of the engine shadows it, edit by edit,
 * and can be thrown away and made again at any time. Only the most recently used documents keep theirs, so
 * that memory does not grow with open tabs.
 */

import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis, Engine, Inspection, Session, SleepingFile } from '../engine.ts';
import { everythingOn } from '../report/why.ts';
import { listRules } from '../rules/registry.ts';
import type { ResolvedConfig } from './configuration.ts';

/** How many syntax trees are kept. A tree of a 3,758-line file takes about three megabytes. */
const MAX_SESSIONS = 8;

/** Findings of one version of a document under one configuration. */
interface Result {
    readonly version: number;
    readonly resolved: ResolvedConfig;
    readonly withFixes: boolean;
    readonly analysis: Analysis;
    /** Wall-clock time of the analysis. */
    readonly milliseconds: number;
}

export interface OpenDocument {
    readonly uri: string;
    readonly text: TextDocument;
    /** The configuration, once it has been asked for; replaced as a whole when it changes. */
    config: Promise<ResolvedConfig> | undefined;
    session: Session | undefined;
    /** The path under which the session was opened. */
    path: string | undefined;
    result: Result | undefined;
    /** Rules that took longer than their budget, with their milliseconds. They run when the document is saved. */
    slow: ReadonlyMap<string, number>;
    sleeping: (Pick<Result, 'version' | 'resolved'> & { readonly file: SleepingFile }) | undefined;
}

export interface DocumentStore {
    get(uri: string): OpenDocument | undefined;
    all(): Iterable<OpenDocument>;
    open(uri: string, languageId: string, version: number, text: string): OpenDocument;
    /** Applies the changes of one notification in order, each against the text that the one before left. */
    change(document: OpenDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): void;
    /** Parses afresh: after heavy errors an incremental tree may differ from a new one. */
    reparse(document: OpenDocument): void;
    /** Throws the session away; the next analysis makes a new one. */
    forgetTree(document: OpenDocument): void;
    close(uri: string): OpenDocument | undefined;
    /** What the engine finds in the current version; reuses what it found before. */
    analyse(engine: Engine, document: OpenDocument, resolved: ResolvedConfig, fixes: boolean): Analysis;
    /** What its tests sleep in the current version; worked out once. */
    sleeping(engine: Engine, document: OpenDocument, resolved: ResolvedConfig): SleepingFile;
    /** What the analysis sees on a line of the current version, and what it finds with every rule on. */
    look(
        engine: Engine,
        document: OpenDocument,
        resolved: ResolvedConfig,
        line: number,
    ): { readonly inspection: Inspection; readonly everything: Analysis | undefined };
    dispose(): void;
}

export function createDocumentStore(): DocumentStore {
    const documents = new Map<string, OpenDocument>();
    /** Documents with a session, least recently used first. */
    const recent = new Set<OpenDocument>();

    const release = (document: OpenDocument) => {
        document.session?.dispose();
        document.session = undefined;
        recent.delete(document);
    };
    const sessionOf = (engine: Engine, document: OpenDocument, path: string): Session => {
        if (document.path !== path) release(document);
        document.path = path;
        document.session ??= engine.open({ path, text: document.text.getText() });
        recent.delete(document);
        recent.add(document);
        for (const oldest of recent) {
            if (recent.size <= MAX_SESSIONS) break;
            release(oldest);
        }
        return document.session;
    };

    return {
        get: uri => documents.get(uri),
        all: () => documents.values(),
        open(uri, languageId, version, text) {
            const before = documents.get(uri);
            if (before !== undefined) release(before);
            const document: OpenDocument = {
                uri,
                text: TextDocument.create(uri, languageId, version, text),
                config: undefined,
                session: undefined,
                path: undefined,
                result: undefined,
                slow: new Map(),
                sleeping: undefined,
            };
            documents.set(uri, document);
            return document;
        },
        change(document, changes, version) {
            for (const change of changes) {
                const { text, session } = document;
                if ('range' in change && change.range !== undefined) {
                    const from = text.offsetAt(change.range.start);
                    const to = text.offsetAt(change.range.end);
                    session?.edit({ start: Math.min(from, to), end: Math.max(from, to), text: change.text });
                } else {
                    session?.replace(change.text);
                }
                TextDocument.update(text, [change], version);
            }
            if (changes.length === 0) TextDocument.update(document.text, [], version);
        },
        reparse(document) {
            document.session?.replace(document.text.getText());
            document.result = undefined;
        },
        forgetTree: release,
        close(uri) {
            const document = documents.get(uri);
            if (document === undefined) return undefined;
            release(document);
            documents.delete(uri);
            return document;
        },
        analyse(engine, document, resolved, fixes) {
            const { version } = document.text;
            const known = document.result;
            const isKnown = known?.version === version && known.resolved === resolved;
            if (isKnown && (known.withFixes || !fixes)) return known.analysis;
            // What is opened or saved, or asked about, is looked at by all rules.
            const isWhole = known === undefined || known.resolved !== resolved || fixes;
            // The first look finds the machine cold: it says nothing about a rule.
            const isCold = document.session === undefined;
            const late = isWhole || isCold ? NONE : lateRules(document.slow);
            const session = sessionOf(engine, document, resolved.path);
            const started = performance.now();
            const pace = { clock: () => performance.now(), skip: late };
            const analysis = session.analyse(resolved.config, { fixes, keepStale: true, keep: true, pace });
            if (analysis === undefined) throw new Error('The analysis was abandoned although nobody asked.');
            const milliseconds = performance.now() - started;
            document.result = { version, resolved, withFixes: fixes, analysis, milliseconds };
            if (!isCold && !fixes) document.slow = slowRules(document.slow, late, analysis, resolved);
            return analysis;
        },
        sleeping(engine, document, resolved) {
            const { version } = document.text;
            const known = document.sleeping;
            if (known?.version === version && known.resolved === resolved) return known.file;
            const file = sessionOf(engine, document, resolved.path).sleeping(resolved.config);
            document.sleeping = { version, resolved, file };
            return file;
        },
        look(engine, document, { path, config }, line) {
            const session = sessionOf(engine, document, path);
            const everything = session.analyse(everythingOn(config));
            return { inspection: session.inspect(config, line), everything };
        },
        dispose() {
            for (const document of documents.values()) release(document);
            documents.clear();
        },
    };
}

/**
 * The rules that wait for a save: the slow ones with their families. What a family's rules share is worked out by
 * the first that asks; were only that one left out, the next would take as long.
 */
function lateRules(slow: ReadonlyMap<string, number>): ReadonlySet<string> {
    if (slow.size === 0) return NONE;
    const rules = listRules();
    const families = new Set(rules.filter(({ name }) => slow.has(name)).map(({ family }) => family));
    return new Set(rules.filter(({ family }) => families.has(family)).map(({ name }) => name));
}

const NONE: ReadonlySet<string> = new Set();

/** Those that were left out stay slow; the others are as slow as they were this time. */
function slowRules(
    before: ReadonlyMap<string, number>,
    late: ReadonlySet<string>,
    { timings = {} }: Analysis,
    { editor }: ResolvedConfig,
): ReadonlyMap<string, number> {
    const budget = editor['ruleBudget.milliseconds'];
    if (budget === 0) return new Map();
    const still = [...before].filter(([rule]) => late.has(rule));
    return new Map([...still, ...Object.entries(timings).filter(([, taken]) => taken > budget)]);
}

/** The path of a URI, decoded; the URI itself where it has no readable path. */
export function pathOf(uri: string): string {
    try {
        return decodeURIComponent(new URL(uri).pathname);
    } catch {
        return uri;
    }
}
