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
import { safeEdits, touches } from './fixAll.ts';
import { field } from './params.ts';
import { EXPLAIN_RULE_COMMAND, type InitializationOptions, OPEN_RULE_PAGE_COMMAND } from './protocol.ts';
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
    /** The command that explains a rule; `undefined` where the client can show none. */
    readonly explainCommand: string | undefined;
}

export function codeActionSupport(
    capabilities: ClientCapabilities,
    options: InitializationOptions,
): CodeActionSupport {
    const client = capabilities.textDocument?.codeAction;
    const own = Array.isArray(options.commands) && options.commands.includes(EXPLAIN_RULE_COMMAND);
    const opens = capabilities.window?.showDocument?.support === true;
    return {
        literals: client?.codeActionLiteralSupport !== undefined,
        resolve: client?.dataSupport === true && client.resolveSupport?.properties.includes('edit') === true,
        isPreferred: client?.isPreferredSupport === true,
        versionedEdits: capabilities.workspace?.workspaceEdit?.documentChanges === true,
        explainCommand: own ? EXPLAIN_RULE_COMMAND : opens ? OPEN_RULE_PAGE_COMMAND : undefined,
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
}

/** Whether the client's filter lets an action of `kind` through; without a filter everything passes. */
export function isWanted(kind: string, only: readonly string[] | undefined): boolean {
    return only === undefined || only.some(wanted => wanted === '' || `${kind}.`.startsWith(`${wanted}.`));
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
    if (isWanted(CodeActionKind.QuickFix, context.only)) {
        const here = checked.findings
            .map((finding, index) => ({ finding, index }))
            .filter(({ finding }) => touches(finding.range, range));
        for (const { finding, index } of here) {
            const diagnostics = context.diagnostics.filter(known => isDiagnosticOf(known, finding));
            const common = { kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics }) };
            actions.push(...fixActions(checked, finding, index, common, support));
        }
        for (const { finding, index } of uniqueBy(
            here,
            at => `${at.finding.rule} ${at.finding.range.start.line}`,
        )) {
            const diagnostics = context.diagnostics.filter(known => isDiagnosticOf(known, finding));
            const common = { kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics }) };
            actions.push(...ignoreActions(checked, finding, index, common, support));
        }
        for (const rule of new Set(here.map(({ finding }) => finding.rule))) {
            actions.push(...explainActions(rule, support));
        }
    }
    if (isWanted(FIX_ALL_KIND, context.only)) actions.push(...fixAllActions(checked, support));
    return actions;
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

type Common = Pick<CodeAction, 'kind' | 'diagnostics'>;

function fixActions(
    checked: Checked,
    finding: Finding,
    index: number,
    common: Common,
    support: CodeActionSupport,
) {
    const preferred = finding.fixes.findIndex(fix => fix.applicability === 'safe');
    return finding.fixes.map((fix, at): CodeAction => {
        const action = {
            title: fixTitle(fix),
            ...common,
            ...(support.isPreferred && at === preferred && { isPreferred: true }),
        };
        return withEdit(checked, action, plan(checked, 'fix', finding, index, at), support);
    });
}

function ignoreActions(
    checked: Checked,
    finding: Finding,
    index: number,
    common: Common,
    support: CodeActionSupport,
) {
    const line = { title: `Disable ${finding.rule} for this line`, ...common };
    const file = { title: `Disable ${finding.rule} for this file`, ...common };
    const actions = [withEdit(checked, file, plan(checked, 'ignore-file', finding, index), support)];
    if (ignoreLineEdit(checked.document.getText(), finding.range.start.line, finding.rule) !== undefined) {
        actions.unshift(withEdit(checked, line, plan(checked, 'ignore-line', finding, index), support));
    }
    return actions;
}

function explainActions(rule: string, { explainCommand }: CodeActionSupport): CodeAction[] {
    if (explainCommand === undefined) return [];
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

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
    return [...new Map(items.map(item => [key(item), item])).values()];
}
