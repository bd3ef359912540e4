/** Brings document, configuration and engine together; says once what went wrong. */
import type { Connection, Diagnostic } from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Severity } from '../base/finding.ts';
import { DEFAULT_EDITOR_SETTINGS } from '../config/editor-settings.ts';
import { DEFAULT_CONFIG } from '../config/schema.ts';
import type { Analysis, Engine } from '../engine.ts';
import { severityCounts } from '../report/report.ts';
import { listRules } from '../rules/registry.ts';
import { isKnown } from './baselines.ts';
import type { ConfigProvider, ResolvedConfig } from './configuration.ts';
import { type DocumentStore, type OpenDocument, pathOf } from './documents.ts';
import { isOfNotebook } from './notebooks.ts';
import type { Settings } from './settings.ts';
import type { StatusReporter } from './status.ts';

const NOTHING: Analysis = {
    findings: [],
    failures: [],
    isTestFile: false,
    testCount: 0,
    lineCount: 0,
    suppressed: 0,
};

/** What an analysis needs; once both are there, analysing is synchronous. */
export interface Means {
    readonly engine: Engine;
    readonly resolved: ResolvedConfig;
}

export interface Analyser {
    /** Waits for the engine and the document's configuration. Rejects when the engine cannot be loaded. */
    ready(document: OpenDocument): Promise<Means>;
    /** The configuration for a file that is not open. Does not reject. */
    resolve(uri: string): Promise<ResolvedConfig>;
    /** The findings in the current version. Never throws: a failure is logged and nothing is found. */
    analyse(document: OpenDocument, means: Means, fixes: boolean): Analysis;
    /** Configuration may have changed: the next `ready` asks again. */
    reconfigure(): void;
}

export function createAnalyser(
    connection: Connection,
    documents: DocumentStore,
    engine: Promise<Engine>,
    configs: ConfigProvider,
    settings: Settings,
    status: StatusReporter,
): Analyser {
    const said = new Set<string>();
    const sayOnce = (message: string) => {
        if (said.has(message)) return;
        said.add(message);
        connection.console.error(message);
    };
    /** Configuration files on which problems are shown. */
    const shown = new Set<string>();

    const showProblems = ({ files, settingProblems }: ResolvedConfig) => {
        for (const message of settingProblems) sayOnce(message);
        for (const { uri, problems } of files) {
            if (problems.length === 0 && !shown.delete(uri)) continue;
            if (problems.length > 0) shown.add(uri);
            const diagnostics = problems.map(
                ({ range, message }): Diagnostic => ({
                    range,
                    message,
                    source: 'steady',
                    severity: DiagnosticSeverity.Error,
                }),
            );
            void connection.sendDiagnostics({ uri, diagnostics });
        }
    };
    const resolve = async (uri: string): Promise<ResolvedConfig> => {
        try {
            const resolved = await configs.configFor(uri, await settings.forDocument(uri));
            showProblems(resolved);
            if (!isOfNotebook(uri)) return resolved;
            return { ...resolved, config: { ...resolved.config, enabled: false } };
        } catch (error) {
            sayOnce(`The configuration for ${uri} could not be read: ${stackOf(error)}`);
            return {
                config: DEFAULT_CONFIG,
                path: pathOf(uri),
                files: [],
                settingProblems: [],
                editor: DEFAULT_EDITOR_SETTINGS,
                project: undefined,
                baseline: undefined,
            };
        }
    };
    const attempt = (document: OpenDocument, { engine, resolved }: Means, fixes: boolean) => {
        const analysis = documents.analyse(engine, document, resolved, fixes);
        for (const { rule, message } of analysis.failures) {
            sayOnce(`The rule ${rule} failed on ${document.uri} and was skipped: ${message}`);
        }
        return analysis;
    };

    return {
        async ready(document) {
            document.config ??= resolve(document.uri);
            const [loaded, resolved] = await Promise.all([engine, document.config]);
            return { engine: loaded, resolved };
        },
        resolve,
        analyse(document, means, fixes) {
            if (!means.resolved.config.enabled) {
                const off = isOfNotebook(document.uri)
                    ? 'Steady does not look at notebooks.'
                    : 'Steady is switched off for this file.';
                status.document(document.uri, 'off', off);
                return NOTHING;
            }
            let analysis: Analysis;
            try {
                analysis = attempt(document, means, fixes);
            } catch {
                // The session may be in any state: once more with a fresh one.
                documents.forgetTree(document);
                try {
                    analysis = attempt(document, means, fixes);
                } catch (error) {
                    documents.forgetTree(document);
                    sayOnce(`The analysis of ${document.uri} failed: ${stackOf(error)}`);
                    status.document(
                        document.uri,
                        'failed',
                        'The analysis of this file failed; see the output.',
                    );
                    return NOTHING;
                }
            }
            const message = analysis.isTestFile ? progressOf(document, means) : 'Not a test file.';
            status.document(document.uri, 'ready', message);
            return analysis;
        },
        reconfigure() {
            configs.invalidate();
            for (const document of documents.all()) document.config = undefined;
        },
    };
}

/** What was found in a document, how long that took, and which rules take too long. */
function progressOf({ result, slow }: OpenDocument, { resolved: { baseline } }: Means): string {
    if (result === undefined) return '';
    const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
    let known = 0;
    for (const finding of result.analysis.findings) {
        if (isKnown(baseline, finding)) known++;
        else counts[finding.severity]++;
    }
    const found = severityCounts(counts) || 'Nothing found';
    const faded = known > 0 ? `, ${known.toLocaleString('en-GB')} in the baseline` : '';
    const families = new Map(listRules().map(({ name, family }) => [name, family]));
    const late = [...slow].map(
        ([rule, taken]) =>
            ` ${rule} took ${Math.round(taken)} ms: the ${families.get(rule)} rules run here only when the file is saved.`,
    );
    return `${found}${faded}; ${Math.max(1, Math.round(result.milliseconds))} ms.${late.join('')}`;
}

function stackOf(error: unknown): string {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
