/** What the client asks about findings: diagnostics, hovers, code actions. */
import {
    type CancellationToken,
    type CodeAction,
    type Connection,
    LSPErrorCodes,
    ResponseError,
} from 'vscode-languageserver';
import type { Asking } from './asking.ts';
import type { Client } from './client.ts';
import { actionsAt, resolveEdit, uriOfAction, wantsProject } from './codeActions.ts';
import type { ConfigProvider } from './configuration.ts';
import type { OpenDocument } from './documents.ts';
import { hoverAt } from './hover.ts';
import { field, invalidParams, requirePosition, requireRange, requireUri } from './params.ts';
import { isProjectPlan, projectEdit, projectFiles } from './projectActions.ts';
import type { Publisher } from './publisher.ts';

/** How the files beside the tests are reached. */
export interface ProjectAccess {
    readonly configs: ConfigProvider;
    /** URIs of the folders that are open. */
    readonly roots: () => readonly string[];
    /** The text of a file as the editor has it, saved or not; `undefined` where there is none. */
    readonly readUnsaved: (uri: string) => Promise<string | undefined>;
}

export function registerRequests(
    connection: Connection,
    client: Client,
    asking: Asking,
    publisher: Publisher,
    files: ProjectAccess,
): void {
    const { opened, findings: findingsOf, refuseStale } = asking;
    const projectOf = async (document: OpenDocument, token: CancellationToken) => {
        const { resolved } = await asking.means(document, token);
        return projectFiles(document.uri, resolved, files.configs, files.roots());
    };

    connection.languages.diagnostics.on((params, token) => {
        const method = 'textDocument/diagnostic';
        return publisher.report(opened(method, requireUri(method, params)), params.previousResultId, token);
    });
    connection.onHover(async (params, token) => {
        const method = 'textDocument/hover';
        const document = opened(method, requireUri(method, params));
        requirePosition(method, params);
        const { findings } = await findingsOf(document, token, false);
        return hoverAt(findings, params.position, client);
    });
    connection.onCodeAction(async (params, token) => {
        const method = 'textDocument/codeAction';
        const document = opened(method, requireUri(method, params));
        requireRange(method, params);
        if (!Array.isArray(field(params.context, 'diagnostics'))) {
            throw invalidParams(method, 'context.diagnostics must be an array');
        }
        refuseStale(document);
        // Most cursor moves find nothing: that is known without making fixes.
        const known = await findingsOf(document, token, false);
        if (known.findings.length === 0) return [];
        const { findings } = await findingsOf(document, token, true);
        const project = wantsProject(params.context.only, client.codeActions)
            ? await projectOf(document, token)
            : undefined;
        refuseStale(document);
        return actionsAt({ document: document.text, findings, project }, params, client.codeActions);
    });
    connection.onCodeActionResolve(async (action, token): Promise<CodeAction> => {
        const method = 'codeAction/resolve';
        const uri = uriOfAction(action);
        if (uri === undefined) {
            if (field(action, 'command') !== undefined || field(action, 'edit') !== undefined) return action;
            throw invalidParams(method, 'data is not that of an action of this server');
        }
        const document = opened(method, uri);
        const { data } = action;
        if (isProjectPlan(data)) {
            const edit = projectEdit(data, await files.readUnsaved(data.target));
            if (edit !== undefined) return { ...action, edit };
            throw new ResponseError(
                LSPErrorCodes.RequestFailed,
                `"${action.title}" cannot be done without changing something else in ${data.target}: edit it by hand.`,
            );
        }
        const { findings } = await findingsOf(document, token, true);
        const edit = resolveEdit({ document: document.text, findings }, action, client.codeActions);
        if (edit === undefined) {
            throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed since.');
        }
        return { ...action, edit };
    });
}
