/**
 * Every test of the workspace, once, because somebody asked. Nothing here runs by itself: a check is a request,
 * it can be stopped, and it looks at so many files and no more.
 */
import {
    type CancellationToken,
    type Connection,
    type ProgressToken,
    RAL,
    WorkDoneProgress,
} from 'vscode-languageserver';
import { ignoredByGit } from '../config/gitignore.ts';
import { parentOf, relativePath } from '../config/paths.ts';
import type { Engine } from '../engine.ts';
import { withoutBaselined } from '../report/baseline.ts';
import { fileReport } from '../report/file-report.ts';
import { renderHtml } from '../report/html.ts';
import { count, type FileReport, type Report, severityCounts, totalsOf } from '../report/report.ts';
import { folderMatcher, roleByName } from '../test-files.ts';
import type { Analyser } from './analyser.ts';
import { isKnown } from './baselines.ts';
import type { Client } from './client.ts';
import type { ConfigProvider, ResolvedConfig } from './configuration.ts';
import { toDiagnostic } from './diagnostics.ts';
import { type DocumentStore, type OpenDocument, pathOf } from './documents.ts';
import { field, invalidParams } from './params.ts';
import {
    type CheckWorkspaceParams,
    CheckWorkspaceRequest,
    type CheckWorkspaceResult,
    ClearWorkspaceNotification,
} from './protocol.ts';

export interface WorkspaceCheck {
    run(params: CheckWorkspaceParams, token: CancellationToken): Promise<CheckWorkspaceResult>;
    /** Takes back everything that was published. */
    clear(): void;
    /** The client shows the document's own findings from now on. */
    opened(uri: string): void;
    /** What the last check found in it is found again, as the file is now. */
    saved(uri: string): void;
    closed(uri: string): void;
}

export interface WorkspaceMeans {
    readonly connection: Connection;
    readonly client: Client;
    readonly documents: DocumentStore;
    readonly analyser: Analyser;
    readonly configs: ConfigProvider;
    readonly engine: Promise<Engine>;
    readonly readFile: (uri: string) => Promise<string | undefined>;
    readonly isLive: (document: OpenDocument) => boolean;
}

/** Files that are read ahead: over a network, waiting for each would take longer than analysing all. */
const READ_AHEAD = 16;

interface Candidate {
    readonly uri: string;
    /** Below the listed folder, with that folder's name where there are several. */
    readonly display: string;
    readonly resolved: ResolvedConfig;
}

export function createWorkspaceCheck(means: WorkspaceMeans): WorkspaceCheck {
    const { connection, client, documents, analyser, engine } = means;
    /** The client itself knows where it shows live findings. */
    const keeps = client.pulls && client.options.keepsWorkspaceFindings === true;
    /** The files of the last check, and those of them about which something was published. */
    const checked = new Set<string>();
    const published = new Set<string>();
    /** Counts the checks: what belongs to an earlier one publishes nothing more. */
    let round = 0;

    const publish = (uri: string, report: FileReport | undefined, resolved?: ResolvedConfig) => {
        const document = documents.get(uri);
        const findings =
            document !== undefined && !keeps && means.isLive(document)
                ? []
                : (report?.findings ?? []).filter(finding => !isKnown(resolved?.baseline, finding));
        if (findings.length === 0 && !published.delete(uri)) return;
        if (findings.length > 0) published.add(uri);
        const diagnostics = findings.map(finding =>
            toDiagnostic({ finding, uri, version: 0, baselined: false }, client.diagnostics),
        );
        void connection.sendDiagnostics({ uri, diagnostics });
    };
    const textOf = async (uri: string) =>
        documents.get(uri)?.text.getText() ?? (await means.readFile(uri))?.replace(/^\uFEFF/, '');
    const analyse = (
        loaded: Engine,
        { uri, display, resolved: { config, path } }: Candidate,
        text: string,
        full: boolean,
    ) => {
        const file = { path, text };
        const analysis = loaded.analyse(file, config, { fixes: full });
        if (analysis === undefined) throw new Error(`The analysis of ${uri} was abandoned.`);
        const report = fileReport(display, text, analysis);
        if (!full) return report;
        const sleeps = loaded.sleepCosts(file, config);
        return { ...report, sleeps, ...(analysis.findings.length > 0 && { text }) };
    };
    const clear = () => {
        round++;
        checked.clear();
        for (const uri of [...published]) {
            published.delete(uri);
            const document = documents.get(uri);
            // A client that is sent findings has those of its open documents by the same way.
            if (document === undefined || client.pulls) {
                void connection.sendDiagnostics({ uri, diagnostics: [] });
            }
        }
    };

    return {
        async run({ folders, files, maxFiles, report: full = false, workDoneToken }, token) {
            const started = performance.now();
            clear();
            const mine = round;
            const progress = progressOf(connection, workDoneToken);
            progress.begin('Steady: checking the workspace');
            try {
                const loaded = await engine;
                const found = await testsAmong(files, folders, means, token);
                const candidates = found.slice(0, maxFiles);
                const reports: FileReport[] = [];
                const baselines = new Map<string, ResolvedConfig['baseline']>();
                const unreadable: string[] = [];
                for (let i = 0; i < candidates.length; i += READ_AHEAD) {
                    const batch = candidates.slice(i, i + READ_AHEAD);
                    const texts = await Promise.all(batch.map(({ uri }) => textOf(uri)));
                    for (const [at, candidate] of batch.entries()) {
                        // Between two files whatever else was asked is answered.
                        await turn();
                        if (token.isCancellationRequested || mine !== round) break;
                        const { uri, resolved } = candidate;
                        progress.report(i + at, candidates.length);
                        const text = texts[at];
                        const result = text === undefined ? undefined : attempt(candidate, text);
                        if (result === undefined) {
                            unreadable.push(uri);
                            continue;
                        }
                        reports.push(result);
                        baselines.set(result.path, resolved.baseline);
                        checked.add(uri);
                        publish(uri, result, resolved);
                    }
                    if (token.isCancellationRequested || mine !== round) break;
                }
                const all: Report = {
                    files: reports,
                    errors: unreadable.map(uri => ({ path: pathOf(uri), message: 'could not be checked' })),
                    milliseconds: performance.now() - started,
                };
                const report = withoutBaselined(all, ({ path }) => baselines.get(path));
                const cancelled = token.isCancellationRequested || mine !== round;
                return {
                    summary: summaryOf(report, found.length, candidates.length, cancelled),
                    files: reports.length,
                    findings: report.files.reduce((sum, { findings }) => sum + findings.length, 0),
                    cancelled,
                    ...(full && { html: renderHtml(report) }),
                };

                function attempt(candidate: Candidate, text: string): FileReport | undefined {
                    try {
                        return analyse(loaded, candidate, text, full);
                    } catch (error) {
                        connection.console.error(`The check of ${candidate.uri} failed: ${String(error)}`);
                        return undefined;
                    }
                }
            } finally {
                progress.done();
            }
        },
        clear,
        opened(uri) {
            if (!keeps && published.delete(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
        },
        saved(uri) {
            if (keeps) again(uri);
        },
        closed: again,
    };

    function again(uri: string): void {
        if (!checked.has(uri)) return;
        const mine = round;
        const look = async () => {
            const [loaded, resolved, text] = await Promise.all([engine, analyser.resolve(uri), textOf(uri)]);
            if (mine !== round || !resolved.config.enabled) return;
            if (text === undefined) checked.delete(uri);
            else publish(uri, analyse(loaded, { uri, display: uri, resolved }, text, false), resolved);
        };
        look().catch(error => connection.console.error(`The check of ${uri} failed: ${String(error)}`));
    }
}

/** Serves the check's request and its notification. */
export function registerWorkspace(connection: Connection, workspace: WorkspaceCheck): void {
    connection.onRequest(CheckWorkspaceRequest, (params, token) => {
        const { method } = CheckWorkspaceRequest;
        for (const name of ['files', 'folders']) {
            const list = field(params, name);
            if (!Array.isArray(list) || !list.every(uri => typeof uri === 'string'))
                throw invalidParams(method, `${name} must be a list of URIs`);
        }
        if (!Number.isInteger(field(params, 'maxFiles')))
            throw invalidParams(method, 'maxFiles must be a whole number');
        return workspace.run(params, token);
    });
    connection.onNotification(ClearWorkspaceNotification, () => workspace.clear());
}

/** The test files and what supports them, sorted, each with its configuration: as `steady check` would choose. */
async function testsAmong(
    files: readonly string[],
    folders: readonly string[],
    { analyser, configs }: WorkspaceMeans,
    token: CancellationToken,
): Promise<Candidate[]> {
    const roots = [...folders].sort((a, b) => b.length - a.length);
    const ignored = new Map<string, (path: string) => Promise<boolean>>();
    const found: Candidate[] = [];
    for (const uri of [...new Set(files)].sort()) {
        if (token.isCancellationRequested) break;
        const path = pathOf(uri);
        const root = roots.find(folder => uri.startsWith(folder.replace(/\/*$/, '/')));
        const top = root === undefined ? parentOf(path) : pathOf(root).replace(/(.)\/+$/, '$1');
        const below = relativePath(top, path) ?? path;
        const resolved = await analyser.resolve(uri);
        const { config, project } = resolved;
        if (!config.enabled || roleByName(resolved.path, config.testFiles) === 'other') continue;
        const entered = folderMatcher(project?.pytest?.norecursedirs);
        const between = below.split('/').slice(0, -1);
        if (!between.every(entered)) continue;
        let isIgnored = ignored.get(top);
        if (isIgnored === undefined) {
            isIgnored = ignoredByGit(configs.reader(uri), top);
            ignored.set(top, isIgnored);
        }
        if (!(await isIgnored(path))) {
            const display = roots.length > 1 ? `${top.slice(top.lastIndexOf('/') + 1)}/${below}` : below;
            found.push({ uri, display, resolved });
        }
    }
    return found;
}

function summaryOf(report: Report, found: number, wanted: number, cancelled: boolean): string {
    const totals = totalsOf(report);
    const defects = severityCounts(totals.findings);
    const parts = [
        `${cancelled ? 'Stopped after' : 'Checked'} ${count(totals.files, 'test file')}: ${defects === '' ? 'nothing found' : defects}.`,
    ];
    if (totals.baselined > 0) parts.push(`${count(totals.baselined, 'finding')} in the baseline.`);
    if (report.errors.length > 0) {
        parts.push(`${count(report.errors.length, 'file')} could not be checked; see the output.`);
    }
    if (found > wanted) {
        parts.push(`${count(found - wanted, 'test file')} left out: steady.workspace.maxFiles is ${wanted}.`);
    }
    return parts.join(' ');
}

function progressOf(connection: Connection, token: ProgressToken | undefined) {
    const send = (value: Parameters<typeof connection.sendProgress<object>>[2]) => {
        if (token !== undefined) void connection.sendProgress(WorkDoneProgress.type, token, value as never);
    };
    return {
        begin: (title: string) => send({ kind: 'begin', title, cancellable: true, percentage: 0 }),
        report: (done: number, all: number) =>
            send({
                kind: 'report',
                percentage: Math.floor((done / all) * 100),
                message: `${(done + 1).toLocaleString('en-GB')} of ${count(all, 'test file')}`,
            }),
        done: () => send({ kind: 'end' }),
    };
}

/** Lets the messages that have arrived be answered. */
function turn(): Promise<void> {
    return new Promise(resolve => {
        RAL().timer.setImmediate(resolve);
    });
}
