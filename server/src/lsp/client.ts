/** What the client told us about itself in `initialize`, read once. */
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import { type CodeActionSupport, codeActionSupport } from './codeActions.ts';
import { type DiagnosticSupport, diagnosticSupport } from './diagnostics.ts';
import { field } from './params.ts';
import type { InitializationOptions } from './protocol.ts';

export interface Client {
    readonly capabilities: ClientCapabilities;
    readonly options: InitializationOptions;
    readonly codeActions: CodeActionSupport;
    readonly diagnostics: DiagnosticSupport;
    /** The client asks for diagnostics; otherwise they are sent to it. */
    readonly pulls: boolean;
    /** The client can be told to ask again. */
    readonly refreshes: boolean;
    /** The client answers `workspace/configuration`. */
    readonly asksConfiguration: boolean;
}

/** Reads the parameters of `initialize`; what is missing or of a wrong shape counts as not supported. */
export function readClient(params: InitializeParams): Client {
    const given: unknown = params.capabilities;
    const capabilities = typeof given === 'object' && given !== null ? (given as ClientCapabilities) : {};
    const raw: unknown = params.initializationOptions;
    const options = typeof raw === 'object' && raw !== null ? (raw as InitializationOptions) : {};
    return {
        capabilities,
        options,
        codeActions: codeActionSupport(capabilities, options),
        diagnostics: diagnosticSupport(capabilities),
        pulls: field(capabilities.textDocument, 'diagnostic') !== undefined,
        refreshes: capabilities.workspace?.diagnostics?.refreshSupport === true,
        asksConfiguration: capabilities.workspace?.configuration === true,
    };
}
