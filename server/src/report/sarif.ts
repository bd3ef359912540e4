/**
 * SARIF 2.1.0, the form in which code scanning takes findings.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type {
    CodeFlow,
    Location,
    Log,
    Notification,
    PhysicalLocation,
    Region,
    ReportingDescriptor,
    Result,
    Fix as SarifFix,
    Suppression,
} from 'sarif';
import { version } from '../../../package.json';
import type { Finding, Fix, Severity } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import { listRules } from '../rules/registry.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { explainRule } from './explain.ts';
import type { FileReport, HiddenEntry, Report, RunError } from './report.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
/** Relative addresses begin at the root of the checkout, wherever that lies. */
const ROOT = '%SRCROOT%';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
    error: 'error',
    warning: 'warning',
    information: 'note',
    hint: 'note',
};

export function renderSarif(report: Report): string {
    const rules = listRules();
    const indexOf = new Map(rules.map((rule, i) => [rule.name, i]));
    const log: Log = {
        $schema: SCHEMA,
        version: '2.1.0',
        runs: [
            {
                tool: {
                    driver: {
                        name: 'Steady',
                        version,
                        semanticVersion: version,
                        rules: rules.map(descriptorOf),
                    },
                },
                originalUriBaseIds: {
                    [ROOT]: { description: { text: 'The folder in which the command ran.' } },
                },
                columnKind: 'utf16CodeUnits',
                invocations: [
                    {
                        executionSuccessful: report.errors.length === 0,
                        toolExecutionNotifications: report.errors.map(notificationOf),
                    },
                ],
                results: report.files.flatMap(file => [
                    ...file.findings.map(finding => resultOf(file, finding, indexOf)),
                    ...file.hidden.map(entry => ({
                        ...resultOf(file, entry.finding, indexOf),
                        suppressions: [suppressionOf(entry)],
                    })),
                ]),
            },
        ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf(rule: RuleMeta): ReportingDescriptor {
    return {
        id: rule.name,
        name: pascalCase(rule.name),
        shortDescription: { text: rule.summary },
        fullDescription: { text: plain(rule.docs.why) },
        help: { text: plain(rule.docs.what), markdown: explainRule(rule) },
        defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.enabledByDefault },
        properties: { tags: ['test', rule.family], 'problem.severity': problemSeverity(rule.severity) },
    };
}

/** GitHub's own scale. */
function problemSeverity(severity: Severity): string {
    return severity === 'error' || severity === 'warning' ? severity : 'recommendation';
}

function pascalCase(name: string): string {
    return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Markdown without its marks. */
function plain(markdown: string): string {
    return markdown.replaceAll('`', '').replace(/\*\*?/g, '');
}

function resultOf(file: FileReport, finding: Finding, indexOf: ReadonlyMap<string, number>): Result {
    const at = (range: Range): PhysicalLocation => ({
        artifactLocation: artifactOf(file.path),
        region: regionOf(range),
    });
    const related: Location[] = finding.related.map(({ message, range }, id) => ({
        id,
        physicalLocation: at(range),
        message: { text: message },
    }));
    const logical =
        finding.context === ''
            ? {}
            : { logicalLocations: [{ fullyQualifiedName: finding.context, kind: 'function' }] };
    const { why, solution, evidence } = finding.explanation;
    const markdown = [finding.message, why, evidence, solution].filter(text => text !== '').join('\n\n');
    const ruleIndex = indexOf.get(finding.rule);
    const flow = codeFlowOf(finding, at);
    return {
        ruleId: finding.rule,
        ...(ruleIndex === undefined ? {} : { ruleIndex }),
        level: LEVELS[finding.severity],
        message: { text: finding.message, markdown },
        locations: [{ physicalLocation: at(finding.range), ...logical }],
        ...(related.length > 0 ? { relatedLocations: related } : {}),
        ...(flow === undefined ? {} : { codeFlows: [flow] }),
        ...(finding.fixes.length > 0 ? { fixes: finding.fixes.map(fix => fixOf(fix, file.path)) } : {}),
        partialFingerprints: { 'steady/v1': finding.fingerprint },
        properties: { confidence: finding.confidence },
    };
}

/** How a race comes about: the places of its evidence in the order of the code, ending where it shows. */
function codeFlowOf(finding: Finding, at: (range: Range) => PhysicalLocation): CodeFlow | undefined {
    const rule = listRules().find(known => known.name === finding.rule);
    if (rule?.family !== 'concurrency' || finding.related.length === 0) return undefined;
    const steps = [...finding.related].sort((a, b) => a.range.start.line - b.range.start.line);
    return {
        threadFlows: [
            {
                locations: [...steps, { message: finding.message, range: finding.range }].map(step => ({
                    location: { physicalLocation: at(step.range), message: { text: step.message } },
                })),
            },
        ],
    };
}

function fixOf({ title, edits }: Fix, path: string): SarifFix {
    return {
        description: { text: title },
        artifactChanges: [
            {
                artifactLocation: artifactOf(path),
                replacements: edits.map(edit => ({
                    deletedRegion: regionOf(edit.range),
                    insertedContent: { text: edit.newText },
                })),
            },
        ],
    };
}

function suppressionOf({ by, reason }: HiddenEntry): Suppression {
    return {
        kind: by === 'comment' ? 'inSource' : 'external',
        status: 'accepted',
        ...(reason === '' ? {} : { justification: reason }),
    };
}

function artifactOf(path: string): { uri: string; uriBaseId?: string } {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    if (path.startsWith('/')) return { uri: `file://${encoded}` };
    if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded.replace('%3A', ':')}` };
    return { uri: encoded, uriBaseId: ROOT };
}

/** One-based; the end is behind the last character, as ours is. */
function regionOf({ start, end }: Range): Region {
    return {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
    };
}

function notificationOf({ path, message }: RunError): Notification {
    return {
        level: 'error',
        message: { text: path === '' ? message : `${path} ${message}` },
        ...(path === '' ? {} : { locations: [{ physicalLocation: { artifactLocation: artifactOf(path) } }] }),
    };
}
