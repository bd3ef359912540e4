/** Findings as the protocol's diagnostics. */
import {
    type ClientCapabilities,
    type Diagnostic,
    DiagnosticSeverity,
    DiagnosticTag,
} from 'vscode-languageserver';
import type { Finding, Related, Severity } from '../base/finding.ts';
import { field } from './params.ts';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    information: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
};

/** What `Diagnostic.data` carries, so that a later request can name the finding again. */
interface DiagnosticData {
    readonly rule: string;
    readonly fingerprint: string;
    /** The version of the document in which it was first reported. */
    readonly version: number;
}

/** Which parts of a diagnostic the client understands. */
export interface DiagnosticSupport {
    readonly related: boolean;
    readonly tags: boolean;
    readonly data: boolean;
}

/** Reads the support of the way by which diagnostics travel: pulled or pushed. */
export function diagnosticSupport(capabilities: ClientCapabilities): DiagnosticSupport {
    const client = capabilities.textDocument?.diagnostic ?? {};
    const push = capabilities.textDocument?.publishDiagnostics ?? {};
    // Clients that pull declared these under publishDiagnostics until 3.18, and most still do.
    const either = (name: string) => Boolean(field(client, name) ?? field(push, name));
    return {
        related: either('relatedInformation'),
        tags: either('tagSupport'),
        data: either('dataSupport') || capabilities.textDocument?.diagnostic !== undefined,
    };
}

export interface Located {
    readonly finding: Finding;
    readonly uri: string;
    readonly version: number;
    /** The project's baseline knows it: it is drawn faded. */
    readonly baselined: boolean;
}

export function toDiagnostic(
    { finding, uri, version, baselined }: Located,
    support: DiagnosticSupport,
): Diagnostic {
    const data: DiagnosticData = { rule: finding.rule, fingerprint: finding.fingerprint, version };
    return {
        range: finding.focus ?? finding.range,
        severity: baselined ? DiagnosticSeverity.Hint : SEVERITY[finding.severity],
        code: finding.rule,
        source: 'steady',
        message: baselined ? `${finding.message} (in the baseline)` : finding.message,
        ...(support.tags && (baselined || finding.tags.length > 0) && { tags: [DiagnosticTag.Unnecessary] }),
        ...(support.related &&
            placesOf(finding).length > 0 && {
                relatedInformation: placesOf(finding).map(({ message, range }) => ({
                    message,
                    location: { uri, range },
                })),
            }),
        ...(support.data && { data }),
    };
}

/** The evidence; of a finding that is underlined in part, all of it comes first. */
function placesOf({ focus, range, related }: Finding): readonly Related[] {
    return focus
        ? [{ message: `all of it, down to line ${range.end.line + 1}`, range }, ...related]
        : related;
}

/** Whether a client's diagnostic is the one that `finding` gave, perhaps in an earlier version. */
export function isDiagnosticOf(diagnostic: Diagnostic, finding: Finding): boolean {
    if (diagnostic.source !== 'steady' || diagnostic.code !== finding.rule) return false;
    const fingerprint = field(diagnostic.data, 'fingerprint');
    if (fingerprint !== undefined && fingerprint !== finding.fingerprint) return false;
    const { start } = diagnostic.range;
    const shown = (finding.focus ?? finding.range).start;
    return start.line === shown.line && start.character === shown.character;
}
