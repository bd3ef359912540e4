/** Actions that change the project, not the test: into its baseline, or a rule out of its configuration. */
import {
    type CodeAction,
    CodeActionKind,
    CreateFile,
    TextDocumentEdit,
    type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, TextEdit } from '../base/finding.ts';
import { LineIndex } from '../base/text.ts';
import { ignoreRuleEdit } from '../config/edit.ts';
import { foldersAbove, joinPath, parentOf, relativePath } from '../config/paths.ts';
import { addToBaseline, BASELINE_FILE, entryOf } from '../report/baseline.ts';
import { isKnown } from './baselines.ts';
import type { ConfigProvider, ResolvedConfig } from './configuration.ts';
import { uriWithPath } from './configuration.ts';
import { pathOf } from './documents.ts';

const BASELINE_KIND = `${CodeActionKind.QuickFix}.steady.baseline`;
export const BASELINE_FILE_KIND = `${CodeActionKind.Source}.steady.baseline`;
const CONFIGURATION_KIND = `${CodeActionKind.QuickFix}.steady.configuration`;

/** The files of a project that an action about one of its documents may change. */
export interface ProjectFiles {
    readonly baseline:
        | {
              readonly uri: string;
              readonly exists: boolean;
              /** How it writes the document. */
              readonly path: string;
              readonly isKnown: (finding: Finding) => boolean;
          }
        | undefined;
    readonly config:
        | { readonly uri: string; readonly name: string; readonly inPyproject: boolean }
        | undefined;
}

/** @param roots URIs of the folders that are open */
export async function projectFiles(
    uri: string,
    resolved: ResolvedConfig,
    configs: ConfigProvider,
    roots: readonly string[],
): Promise<ProjectFiles> {
    const { project, baseline } = resolved;
    if (project === undefined) return { baseline: undefined, config: undefined };
    return {
        baseline: baseline === undefined ? newBaseline(uri, resolved, roots) : existingBaseline(baseline),
        config: await configFile(uri, resolved, configs),
    };
}

/** One whose lines cannot all be read is left to a person: writing it would lose them. */
function existingBaseline(baseline: NonNullable<ResolvedConfig['baseline']>): ProjectFiles['baseline'] {
    if (baseline.problems.length > 0) return undefined;
    const { uri, path } = baseline;
    return { uri, path, exists: true, isKnown: finding => isKnown(baseline, finding) };
}

/** A first baseline lies where the project begins: in the folder that is open, else beside the configuration. */
function newBaseline(
    uri: string,
    { project }: ResolvedConfig,
    roots: readonly string[],
): ProjectFiles['baseline'] {
    const path = pathOf(uri);
    const folder =
        roots
            .filter(root => uri.startsWith(root.replace(/\/*$/, '/')))
            .map(root => pathOf(root).replace(/(.)\/+$/, '$1'))
            .sort((a, b) => b.length - a.length)[0] ?? project?.root;
    if (folder === undefined) return undefined;
    const below = relativePath(folder, path);
    if (below === undefined) return undefined;
    const file = uriWithPath(uri, joinPath(folder, BASELINE_FILE));
    return { uri: file, path: below, exists: false, isKnown: () => false };
}

/** The file that decides for a document, or the pyproject.toml that would. */
async function configFile(
    uri: string,
    { project }: ResolvedConfig,
    configs: ConfigProvider,
): Promise<ProjectFiles['config']> {
    if (project === undefined) return undefined;
    const { sources, origins, root, pytest, problems } = project;
    const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
    const [first] = sources;
    const decides = first !== undefined && parentOf(first) === root && first !== pytest?.path;
    if (first !== undefined && (decides || nameOf(first) === 'steady.toml')) {
        // What does not parse, or has a wrong list, is for a person to mend.
        if (problems.some(({ path }) => path === first)) return undefined;
        // A list of its own would take the place of the one that it takes over.
        const inherited = origins.get('ignore') ?? first;
        if (inherited !== first) return undefined;
        return {
            uri: uriWithPath(uri, first),
            name: nameOf(first),
            inPyproject: nameOf(first) !== 'steady.toml',
        };
    }
    for (const folder of foldersAbove(pathOf(uri))) {
        const path = joinPath(folder, 'pyproject.toml');
        if ((await configs.reader(uri).readText(path)) !== undefined) {
            return { uri: uriWithPath(uri, path), name: 'pyproject.toml', inPyproject: true };
        }
    }
    return undefined;
}

/** What an action will change, told in its `data`. */
export type ProjectPlan =
    | {
          readonly does: 'baseline';
          readonly target: string;
          readonly create: boolean;
          readonly entries: readonly Entry[];
      }
    | {
          readonly does: 'ignore-rule';
          readonly target: string;
          readonly inPyproject: boolean;
          readonly rule: string;
      };

type Entry = ReturnType<typeof entryOf>;

/** An action, without its edit. */
export type Planned = Pick<CodeAction, 'title' | 'kind'> & { readonly plan: ProjectPlan };

/** The actions about findings at one place. */
export function projectActions(findings: readonly Finding[], files: ProjectFiles): Planned[] {
    const { baseline, config } = files;
    const actions: Planned[] = [];
    const fresh = baseline === undefined ? [] : findings.filter(finding => !baseline.isKnown(finding));
    if (baseline !== undefined && fresh.length > 0) {
        const rules = [...new Set(fresh.map(({ rule }) => rule))].join(' and ');
        actions.push({
            title: `Add ${rules} to the baseline`,
            kind: BASELINE_KIND,
            plan: baselinePlan(baseline, fresh),
        });
    }
    if (config !== undefined) {
        for (const rule of new Set(findings.map(finding => finding.rule))) {
            const { uri: target, inPyproject } = config;
            actions.push({
                title: `Disable ${rule} in this project's configuration (${config.name})`,
                kind: CONFIGURATION_KIND,
                plan: { does: 'ignore-rule', target, inPyproject, rule },
            });
        }
    }
    return actions;
}

/** The action about all findings of a file. */
export function wholeFileActions(findings: readonly Finding[], { baseline }: ProjectFiles): Planned[] {
    const fresh = findings.filter(finding => baseline?.isKnown(finding) === false);
    if (baseline === undefined || fresh.length === 0) return [];
    const title = 'Add all findings of this file to the baseline';
    return [{ title, kind: BASELINE_FILE_KIND, plan: baselinePlan(baseline, fresh) }];
}

function baselinePlan(
    baseline: NonNullable<ProjectFiles['baseline']>,
    findings: readonly Finding[],
): ProjectPlan {
    const entries = findings.map(finding => entryOf(baseline.path, finding));
    return { does: 'baseline', target: baseline.uri, create: !baseline.exists, entries };
}

/** Whether the `data` of an action is a plan of this file. */
export function isProjectPlan(data: unknown): data is ProjectPlan {
    const does = (data as { readonly does?: unknown } | null)?.does;
    return does === 'baseline' || does === 'ignore-rule';
}

/**
 * The edit of a plan; `undefined` where the file is another by now.
 *
 * @param text what the file holds now, as the editor has it; `undefined` where there is none
 */
export function projectEdit(plan: ProjectPlan, text: string | undefined): WorkspaceEdit | undefined {
    if (plan.does === 'ignore-rule') {
        const edit = text === undefined ? undefined : ignoreRuleEdit(text, plan.rule, plan.inPyproject);
        return edit && changes(plan.target, [edit]);
    }
    if (text === undefined && !plan.create) return undefined;
    const edits = [difference(text ?? '', addToBaseline(text ?? '', plan.entries))];
    return changes(plan.target, edits, text === undefined);
}

function changes(uri: string, edits: readonly TextEdit[], create = false): WorkspaceEdit {
    const edit = TextDocumentEdit.create({ uri, version: null }, [...edits]);
    if (!create) return { documentChanges: [edit] };
    return { documentChanges: [CreateFile.create(uri, { ignoreIfExists: true }), edit] };
}

/** One edit that makes a text into another, no larger than it must be. */
function difference(before: string, after: string): TextEdit {
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && before[head] === after[head]) head++;
    let tail = 0;
    while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
        tail++;
    const lines = new LineIndex(before);
    return {
        range: { start: lines.positionAt(head), end: lines.positionAt(before.length - tail) },
        newText: after.slice(head, after.length - tail),
    };
}
