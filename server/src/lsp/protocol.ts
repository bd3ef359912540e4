/**
 * What Steady adds to the protocol. Shared with the client. Messages carry no addresses of rules' pages: there is
 * no place where everybody could read them, and the server has them all.
 */
import { NotificationType, RequestType } from 'vscode-languageserver';

export interface Markdown {
    readonly markdown: string;
}

/** Everything that there is to read about one rule. Errors: `InvalidParams` for a rule that does not exist. */
export const ExplainRuleRequest = new RequestType<{ readonly rule: string }, Markdown, void>(
    'steady/explainRule',
);

/** A review of one open document, as a person would write it. Errors: `InvalidParams` unless it is open. */
export const ReviewRequest = new RequestType<{ readonly uri: string }, Markdown, void>('steady/review');

/** Why something is, or is not, reported at a place of an open document. Errors: `InvalidParams` unless it is open. */
export const WhyRequest = new RequestType<
    { readonly uri: string; readonly position: { readonly line: number; readonly character: number } },
    Markdown,
    void
>('steady/why');

/** Which file decides what for an open document, and why a rule is on or off. Errors as of `steady/why`. */
export const ConfigurationRequest = new RequestType<{ readonly uri: string }, Markdown, void>(
    'steady/configuration',
);

export interface CheckWorkspaceParams {
    /** The folders that were listed. */
    readonly folders: readonly string[];
    /** Python files in them, in any order; the server takes the tests among them. */
    readonly files: readonly string[];
    /** More test files than this are left out; the summary says so. */
    readonly maxFiles: number;
    /** Whether to answer with a report to read too. */
    readonly report?: boolean;
    /** Where the client wants to hear of the progress, as `$/progress`. */
    readonly workDoneToken?: string | number;
}

export interface CheckWorkspaceResult {
    /** For a person: what was checked, what was found, what was left out. */
    readonly summary: string;
    /** Test files that were looked at. */
    readonly files: number;
    readonly findings: number;
    /** Whether the client stopped it: what was found until then stays. */
    readonly cancelled: boolean;
    /** A page of HTML, where a report was asked for. */
    readonly html?: string;
}

/**
 * Looks at every test among some files, open or not. Findings of files that are not open are published as
 * diagnostics, and stay until they are cleared, asked for again, or the file is opened.
 */
export const CheckWorkspaceRequest = new RequestType<CheckWorkspaceParams, CheckWorkspaceResult, void>(
    'steady/checkWorkspace',
);

/** Takes back what `steady/checkWorkspace` has published. */
export const ClearWorkspaceNotification = new NotificationType<object>('steady/clearWorkspace');

/**
 * Sent by the server to a client that declared `readFile` in its initialisation options: the text of a file
 * that the server cannot read itself, `null` when there is none.
 */
export const ReadFileRequest = new RequestType<ReadFileParams, { text: string } | null, void>(
    'steady/readFile',
);

export interface ReadFileParams {
    readonly uri: string;
    /** As the editor has it now: an edit is about to be made of it. Otherwise what is saved counts. */
    readonly unsaved?: boolean;
}

export interface Status {
    readonly state: 'ready' | 'busy' | 'off' | 'failed';
    /** One sentence for a person; empty when there is nothing to say. */
    readonly message: string;
    /** The document that the state is about; absent when it is about the whole server. */
    readonly uri?: string;
}

/** Its name begins with `$/`, so that clients that do not know it pass it over without a warning. */
export const StatusNotification = new NotificationType<Status>('$/steady/status');

/** The client's own command that shows a rule; its argument is the rule's name. */
export const EXPLAIN_RULE_COMMAND = 'steady.explainRule';

/** The client's own command that saves files after an edit of them; its argument is the list of their URIs. */
export const SAVE_FILES_COMMAND = '_steady.saveFiles';

/** The client's own command that shows the settings of a rule; its argument is the rule's name. */
export const OPEN_SETTINGS_COMMAND = '_steady.openSettings';

/** The client's own command that shows why something is, or is not, reported at a place: a URI and a position. */
export const WHY_COMMAND = 'steady.why';

/** The server's command for clients that have none: says through the client what a rule is about. */
export const EXPLAIN_RULE_SERVER_COMMAND = 'steady.server.explainRule';

/** What a client may say in `initializationOptions`; everything is optional. */
export interface InitializationOptions {
    /** Settings, for clients that answer no `workspace/configuration`. */
    readonly settings?: unknown;
    /** Commands that the client itself has, for example `steady.explainRule`. */
    readonly commands?: readonly string[];
    /** The client answers `steady/readFile`: for files that the server cannot see, as in a browser. */
    readonly readFile?: boolean;
    /**
     * The client itself shows what `steady/checkWorkspace` found only in files that it shows no own findings of;
     * the server then publishes it for open files too. The server cannot know which tabs there are.
     */
    readonly keepsWorkspaceFindings?: boolean;
    /** The two WebAssembly files for a web worker: where it fetches them, or their bytes if it may fetch nothing. */
    readonly wasm?: { readonly runtime: string | ArrayBuffer; readonly grammar: string | ArrayBuffer };
}
