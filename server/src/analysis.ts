/** One version of one document, from text to findings. */
import type { Analysis, Finding, Fix, RuleFailure } from './base/finding.ts';
import { hashText } from './base/hash.ts';
import type { LineIndex } from './base/text.ts';
import { testFileMatcher } from './config/patterns.ts';
import type { Config } from './config/schema.ts';
import { FileFacts } from './flow/context.ts';
import { fileRole } from './model/discovery.ts';
import { buildModule, type ModuleModel } from './model/module.ts';
import type { FixDraft, Rule } from './rules/rule.ts';
import { failureOf, runRules, type UnitDraft } from './rules/run.ts';
import { meetsConfidence, selectRules, severityOverride } from './rules/select.ts';
import type { StaleFindings } from './rules/stale.ts';
import { parseSuppression, type Suppression, suppresses } from './rules/suppressions.ts';
import { mentions, triggersOf } from './rules/triggers.ts';
import type { SyntaxDocument } from './syntax/document.ts';

export interface AnalysisInput {
    readonly path: string;
    readonly document: SyntaxDocument;
    readonly rules: readonly Rule[];
    readonly config: Config;
    readonly fixes: boolean;
    /** Present if findings of broken functions shall stay. */
    readonly stale: StaleFindings | undefined;
    readonly cancelled: (() => boolean) | undefined;
}

/** `undefined` only if cancelled. */
export function analyseDocument(input: AnalysisInput): Analysis | undefined {
    const { document, config, path } = input;
    const { text } = document;
    const role = fileRole(path, text, testFileMatcher(config.testFiles));
    const empty = { findings: [], failures: [], isTestFile: role !== 'other', testCount: 0, suppressed: 0 };
    // The cheapest file is one that is never parsed.
    if (role === 'other') return { ...empty, lineCount: countLines(text) };
    const triggered = selectRules(input.rules, config).filter(
        rule => mentions(text, triggersOf(rule, config)) && (rule.requires?.test(text) ?? true),
    );
    if (triggered.length === 0 && !input.stale) return { ...empty, lineCount: countLines(text) };
    const outline = document.outline(input.cancelled);
    if (!outline) return undefined;
    const module = buildModule(path, text, outline);
    const facts = new FileFacts(module);
    const failures: RuleFailure[] = [];
    const drafts = runRules(triggered, facts, config, failures, input.cancelled);
    if (!drafts) return undefined;

    const { lines } = document;
    const suppressions = text.includes('steady:') ? findSuppressions(module, lines) : [];
    const findings: Finding[] = [];
    let suppressed = 0;
    for (const draft of drafts) {
        if (!meetsConfidence(draft.draft.confidence, config)) continue;
        const finding = toFinding(draft, lines, input, failures);
        const { name, family } = draft.rule.meta;
        if (suppressions.some(s => suppresses(s, name, family, finding.range.start.line))) suppressed++;
        else findings.push(finding);
    }
    const located = withFingerprints(findings, lines);
    const shown = input.stale
        ? input.stale.merge(located, context => isBroken(context, module, outline.hasError), lines)
        : located;
    return {
        findings: [...shown].sort(byPlace),
        failures,
        isTestFile: true,
        testCount: module.functions.filter(f => f.role === 'test').length,
        lineCount: lines.lineCount,
        suppressed,
    };
}

function countLines(text: string): number {
    let count = 1;
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) count++;
    return count;
}

function toFinding(
    { rule, unit, draft }: UnitDraft,
    lines: LineIndex,
    input: AnalysisInput,
    failures: RuleFailure[],
): Finding {
    const absolute = (span: { start: number; end: number }, start: number) =>
        lines.rangeOf({ start: span.start + start, end: span.end + start });
    const override = severityOverride(rule.meta, input.config);
    const severity = override && override !== 'off' ? override : (draft.severity ?? rule.meta.severity);
    return {
        rule: rule.meta.name,
        severity,
        confidence: draft.confidence,
        message: draft.message,
        range: absolute(draft.at, unit.start),
        context: unit.qualname,
        related: (draft.related ?? []).map(r => ({
            message: r.message,
            range: absolute(r.span, (r.unit ?? unit).start),
        })),
        explanation: draft.explanation,
        fixes: input.fixes ? fixesOf() : [],
        fingerprint: '',
        tags: draft.tags ?? [],
    };

    /** A fix that cannot be made takes nothing from the finding. */
    function fixesOf(): Fix[] {
        try {
            return (draft.fixes?.() ?? []).map(fix => toFix(fix, lines));
        } catch (error) {
            failures.push(failureOf(rule, unit, error));
            return [];
        }
    }
}

function toFix(fix: FixDraft, lines: LineIndex): Fix {
    const edits = [...fix.edits]
        .sort((a, b) => a.start - b.start || a.end - b.end)
        .map(edit => ({ range: lines.rangeOf(edit), newText: edit.newText }));
    return { kind: fix.kind, title: fix.title, applicability: fix.applicability, edits };
}

/** Test id + rule + normalised code; the second of two equal ones gets a number. */
function withFingerprints(findings: readonly Finding[], lines: LineIndex): Finding[] {
    const seen = new Map<string, number>();
    return [...findings].sort(byPlace).map(finding => {
        const code = lines.lineText(finding.range.start.line).replace(/\s+/g, ' ').trim();
        const key = `${finding.context}\0${finding.rule}\0${code}`;
        const nth = seen.get(key) ?? 0;
        seen.set(key, nth + 1);
        return { ...finding, fingerprint: hashText(nth === 0 ? key : `${key}\0${nth}`) };
    });
}

function byPlace(a: Finding, b: Finding): number {
    return (
        a.range.start.line - b.range.start.line ||
        a.range.start.character - b.range.start.character ||
        (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
    );
}

function findSuppressions(module: ModuleModel, lines: LineIndex): Suppression[] {
    const comments = [...module.comments];
    for (const unit of module.functions) {
        if (!unit.text.includes('steady:')) continue;
        for (const c of unit.comments())
            comments.push({ ...c, start: c.start + unit.start, end: c.end + unit.start });
    }
    // A comment beside a module-level statement may belong to that statement.
    for (const statement of module.statements) {
        if (!statement.text.includes('steady:')) continue;
        for (const c of statement.lower().comments)
            comments.push({ ...c, start: c.start + statement.start, end: c.end + statement.start });
    }
    return comments.flatMap(c => parseSuppression(c, lines) ?? []);
}

/** A function that does not parse, or that has vanished into an error. */
function isBroken(context: string, module: ModuleModel, fileHasError: boolean): boolean {
    const unit = module.functions.find(f => f.qualname === context);
    return unit?.broken ?? fileHasError;
}
