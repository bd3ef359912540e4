/** The light bulb: fixes, comments that silence, everything safe at once, and the rule's page. */
import {
    type ClientCapabilities,
    type CodeAction,
    CodeActionKind,
    type CodeActionParams,
    type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Fix, TextEdit } from '../base/finding.ts';
import { isDiagnosticOf } from './diagnostics.ts';
import { safeEdits } from './fixAll.ts';
import { field } from './params.ts';
import { narrowestFirst, touches } from './places.ts';
import {
    BASELINE_FILE_KIND,
    type Planned,
    type ProjectFiles,
    projectActions,
    wholeFileActions,
} from './projectActions.ts';
import {
    EXPLAIN_RULE_COMMAND,
    EXPLAIN_RULE_SERVER_COMMAND,
    type InitializationOptions,
    OPEN_SETTINGS_COMMAND,
    SAVE_FILES_COMMAND,
    WHY_COMMAND,
} from './protocol.ts';
import { ignoreFileEdit, ignoreLineEdit } from './suppress.ts';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.steady`;

/** What the client can do with code actions. */
export interface CodeActionSupport {
    /** Objects rather than bare commands; without it there is nothing to offer. */
    readonly literals: boolean;
    /** Edits may be left to `codeAction/resolve`. */
    readonly resolve: boolean;
    readonly isPreferred: boolean;
    readonly versionedEdits: boolean;
    /** Files that are not open can be changed, and made, by an edit that is made when its action is chosen. */
    readonly projectEdits: boolean;
    /** The command that explains a rule, the client's own or the server's. */
    readonly explainCommand: string;
    /** Commands that the client has itself. */
    readonly commands: readonly string[];
}

export function codeActionSupport(
    capabilities: ClientCapabilities,
    options: InitializationOptions,
): CodeActionSupport {
    const client = capabilities.textDocument?.codeAction;
    const commands = Array.isArray(options.commands) ? options.commands.map(String) : [];
    const own = commands.includes(EXPLAIN_RULE_COMMAND);
    const resolve =
        client?.dataSupport === true && client.resolveSupport?.properties.includes('edit') === true;
    const { workspaceEdit } = capabilities.workspace ?? {};
    return {
        literals: client?.codeActionLiteralSupport !== undefined,
        resolve,
        isPreferred: client?.isPreferredSupport === true,
        versionedEdits: capabilities.workspace?.workspaceEdit?.documentChanges === true,
        projectEdits:
            resolve &&
            workspaceEdit?.documentChanges === true &&
            workspaceEdit.resourceOperations?.includes('create') === true,
        commands,
        explainCommand: own ? EXPLAIN_RULE_COMMAND : EXPLAIN_RULE_SERVER_COMMAND,
    };
}

/** What an action will do, told in `data`, so that its edit can be made when it is chosen. */
interface Plan {
    readonly uri: string;
    readonly version: number;
    readonly does: 'fix' | 'fix-all' | 'ignore-line' | 'ignore-file';
    /** Which finding of that version, and its fingerprint to be sure; and which of its fixes. */
    readonly finding: number;
    readonly fingerprint: string;
    readonly fix: number;
}

/** A document with what was found in it, fixes included. */
export interface Checked {
    readonly document: TextDocument;
    readonly findings: readonly Finding[];
    /** The files of its project that an action may change; left out where the client can change none. */
    readonly project?: ProjectFiles | undefined;
}

/** Whether the client's filter lets an action of `kind` through; without a filter everything passes. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
    return only === undefined || only.some(wanted => wanted === '' || `${kind}.`.startsWith(`${wanted}.`));
}

/** Whether the project's files have to be looked at for what a client asks: not when it saves a document. */
export function wantsProject(only: readonly string[] | undefined, support: CodeActionSupport): boolean {
    const kinds = [CodeActionKind.QuickFix, BASELINE_FILE_KIND];
    return (
        support.projectEdits && (only === undefined || only.some(kind => kinds.some(own => touch(own, kind))))
    );
}

/** Whether one of two kinds holds the other. */
function touch(a: string, b: string): boolean {
    return b === '' || `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}

/** A finding in the range that was asked for. */
interface Here {
    readonly finding: Finding;
    readonly index: number;
    readonly common: Pick<CodeAction, 'kind' | 'diagnostics'>;
}

/** All actions for a range, in the order of the menu: fixes first, silencing next, reading last. */
export function actionsAt(
    checked: Checked,
    params: CodeActionParams,
    support: CodeActionSupport,
): CodeAction[] {
    if (!support.literals) return [];
    const { context, range } = params;
    const actions: CodeAction[] = [];
    const offer = (planned: readonly Planned[]) =>
        planned
            .filter(({ kind }) => isWanted(kind ?? '', context.only))
            .map(action => projectAction(checked, action, support));
    const here = findingsIn(checked, params);
    const rules = firstOfEach(here, ({ finding }) => finding.rule);
    if (isWanted(CodeActionKind.QuickFix, context.only)) {
        const lines = firstOfEach(here, ({ finding }) => `${finding.rule} ${finding.range.start.line}`);
        actions.push(
            ...fixActions(checked, here, support),
            ...lines.flatMap(place => ignoreLineActions(checked, place, range.start.line, support)),
            ...rules.map(place => ignoreFileAction(checked, place, support)),
        );
    }
    if (checked.project !== undefined) {
        const { project } = checked;
        actions.push(
            ...offer(
                projectActions(
                    here.map(({ finding }) => finding),
                    project,
                ),
            ),
        );
        // For the whole file only where somebody asks for such: a menu at a finding is about the finding.
        if (context.only !== undefined) actions.push(...offer(wholeFileActions(checked.findings, project)));
    }
    if (isWanted(CodeActionKind.QuickFix, context.only)) {
        const at = here[0]?.finding.range.start ?? range.start;
        actions.push(
            ...rules.flatMap(({ finding }) => explainActions(finding.rule, support)),
            ...(here.length > 0
                ? commandActions('Why is this reported?', WHY_COMMAND, [checked.document.uri, at], support)
                : []),
            ...rules.flatMap(({ finding: { rule } }) =>
                commandActions(`Open Steady's settings for ${rule}`, OPEN_SETTINGS_COMMAND, [rule], support),
            ),
        );
    }
    if (isWanted(FIX_ALL_KIND, context.only)) actions.push(...fixAllActions(checked, support));
    return actions;
}

/** An action whose edit is about other files: they are saved after it where the client can do that. */
function projectAction(
    { document: { uri, version } }: Checked,
    { title, kind, plan }: Planned,
    support: CodeActionSupport,
): CodeAction {
    const save = support.commands.includes(SAVE_FILES_COMMAND)
        ? { command: { title: 'Save', command: SAVE_FILES_COMMAND, arguments: [[plan.target]] } }
        : {};
    return { title, ...(kind !== undefined && { kind }), data: { uri, version, ...plan }, ...save };
}

function commandActions(
    title: string,
    command: string,
    args: readonly unknown[],
    { commands }: CodeActionSupport,
): CodeAction[] {
    if (!commands.includes(command)) return [];
    const { QuickFix } = CodeActionKind;
    return [{ title, kind: QuickFix, command: { title, command, arguments: [...args] } }];
}

function findingsIn({ findings }: Checked, { context, range }: CodeActionParams): Here[] {
    return findings
        .map((finding, index) => ({ finding, index }))
        .filter(({ finding }) => touches(finding.range, range))
        .sort((a, b) => narrowestFirst(a.finding, b.finding))
        .map(({ finding, index }) => {
            const diagnostics = context.diagnostics.filter(known => isDiagnosticOf(known, finding));
            const common = { kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics }) };
            return { finding, index, common };
        });
}

/** The edit of an action that was offered without one; `undefined` when the document is another by now. */
export function resolveEdit(
    checked: Checked,
    action: CodeAction,
    support: CodeActionSupport,
): WorkspaceEdit | undefined {
    const plan = action.data as Plan;
    if (plan.version !== checked.document.version) return undefined;
    const edits = editsOf(checked, plan);
    return edits === undefined ? undefined : workspaceEdit(checked.document, edits, support);
}

/** The document that an action belongs to; `undefined` when its `data` is not ours. */
export function uriOfAction(action: CodeAction): string | undefined {
    const uri = field(action.data, 'uri');
    const known =
        typeof field(action.data, 'version') === 'number' && typeof field(action.data, 'does') === 'string';
    return known && typeof uri === 'string' ? uri : undefined;
}

/** One action for each fix; a fix that answers several findings is offered once, for all of them. */
function fixActions(checked: Checked, here: readonly Here[], support: CodeActionSupport): CodeAction[] {
    const offered = new Map<string, CodeAction>();
    for (const { finding, index, common } of here) {
        const preferred = finding.fixes.findIndex(fix => fix.applicability === 'safe');
        for (const [at, fix] of finding.fixes.entries()) {
            const key = JSON.stringify([fix.title, fix.edits]);
            const same = offered.get(key);
            if (same !== undefined) {
                const diagnostics = [...(same.diagnostics ?? []), ...(common.diagnostics ?? [])];
                offered.set(key, { ...same, ...(diagnostics.length > 0 && { diagnostics }) });
                continue;
            }
            const action = {
                title: fixTitle(fix),
                ...common,
                ...(support.isPreferred && at === preferred && { isPreferred: true }),
            };
            offered.set(key, withEdit(checked, action, plan(checked, 'fix', finding, index, at), support));
        }
    }
    return [...offered.values()];
}

/** Nothing where a comment cannot silence that line. */
function ignoreLineActions(checked: Checked, place: Here, asked: number, support: CodeActionSupport) {
    const { finding, index, common } = place;
    const { line } = finding.range.start;
    if (ignoreLineEdit(checked.document.getText(), line, finding.rule) === undefined) return [];
    const where = line === asked ? 'this line' : `line ${line + 1}`;
    const action = { title: `Disable ${finding.rule} for ${where}`, ...common };
    return [withEdit(checked, action, plan(checked, 'ignore-line', finding, index), support)];
}

function ignoreFileAction(checked: Checked, { finding, index, common }: Here, support: CodeActionSupport) {
    const action = { title: `Disable ${finding.rule} for this file`, ...common };
    return withEdit(checked, action, plan(checked, 'ignore-file', finding, index), support);
}

function explainActions(rule: string, { explainCommand }: CodeActionSupport): CodeAction[] {
    const title = `Explain rule ${rule}`;
    return [
        {
            title,
            kind: CodeActionKind.QuickFix,
            command: { title, command: explainCommand, arguments: [rule] },
        },
    ];
}

function fixAllActions(checked: Checked, support: CodeActionSupport): CodeAction[] {
    if (safeEdits(checked.findings).length === 0) return [];
    const { uri, version } = checked.document;
    const action = { title: 'Apply all safe fixes of Steady', kind: FIX_ALL_KIND };
    const all: Plan = { uri, version, does: 'fix-all', finding: -1, fingerprint: '', fix: -1 };
    return [withEdit(checked, action, all, support)];
}

function plan({ document }: Checked, does: Plan['does'], finding: Finding, index: number, fix = -1): Plan {
    const { uri, version } = document;
    return { uri, version, does, finding: index, fingerprint: finding.fingerprint, fix };
}

function withEdit(checked: Checked, action: CodeAction, todo: Plan, support: CodeActionSupport): CodeAction {
    if (support.resolve) return { ...action, data: todo };
    return { ...action, edit: workspaceEdit(checked.document, editsOf(checked, todo) ?? [], support) };
}

function editsOf({ document, findings }: Checked, todo: Plan): readonly TextEdit[] | undefined {
    if (todo.does === 'fix-all') return safeEdits(findings);
    const finding = findings[todo.finding];
    if (finding === undefined || finding.fingerprint !== todo.fingerprint) return undefined;
    if (todo.does === 'fix') return finding.fixes[todo.fix]?.edits;
    const text = document.getText();
    const edit =
        todo.does === 'ignore-line'
            ? ignoreLineEdit(text, finding.range.start.line, finding.rule)
            : ignoreFileEdit(text, finding.rule);
    return edit === undefined ? [] : [edit];
}

function fixTitle({ title, applicability }: Fix): string {
    if (/\((?:safe|unsafe|display)\b/.test(title)) return title;
    return `${title} (${applicability === 'display' ? 'to be completed by you' : applicability})`;
}

function workspaceEdit(
    document: TextDocument,
    edits: readonly TextEdit[],
    support: CodeActionSupport,
): WorkspaceEdit {
    const { uri, version } = document;
    if (!support.versionedEdits) return { changes: { [uri]: [...edits] } };
    return { documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }] };
}

function firstOfEach(places: readonly Here[], key: (place: Here) => string): Here[] {
    const seen = new Set<string>();
    return places.filter(place => seen.size < seen.add(key(place)).size);
}
