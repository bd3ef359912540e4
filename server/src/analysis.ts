/** One version of one document, from text to findings. */
import type { Analysis, Finding, Fix, HiddenFinding, RuleFailure } from './base/finding.ts';
import { hashText } from './base/hash.ts';
import type { LineIndex } from './base/text.ts';
import { testFileMatcher } from './config/patterns.ts';
import type { Config } from './config/schema.ts';
import type { FixPlan } from './fixes/edits.ts';
import { FileFacts } from './flow/context.ts';
import { teamCalls } from './flow/team-calls.ts';
import { fileRole } from './model/discovery.ts';
import { buildModule, type FunctionUnit, type ModuleModel } from './model/module.ts';
import { Hiding } from './rules/hiding.ts';
import type { KeptFindings } from './rules/kept.ts';
import type { Rule } from './rules/rule.ts';
import { failureOf, type Pace, runRules, type UnitDraft } from './rules/run.ts';
import { meetsConfidence, selectRules, severityOverride } from './rules/select.ts';
import type { StaleFindings } from './rules/stale.ts';
import { mayFire, triggersOfAll } from './rules/triggers.ts';
import type { Comment } from './syntax/ast.ts';
import type { SyntaxDocument } from './syntax/document.ts';

export interface AnalysisInput {
    readonly path: string;
    readonly document: SyntaxDocument;
    readonly rules: readonly Rule[];
    readonly config: Config;
    readonly fixes: boolean;
    /** Present if findings of broken functions shall stay. */
    readonly stale: StaleFindings | undefined;
    /** Present if what was found in functions is kept over edits elsewhere. */
    readonly kept: KeptFindings | undefined;
    readonly cancelled: (() => boolean) | undefined;
    readonly pace: Pace | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** `undefined` only if cancelled. */
export function analyseDocument(input: AnalysisInput): Analysis | undefined {
    const { document, config, path } = input;
    const { text } = document;
    const role = fileRole(path, text, testFileMatcher(config.testFiles));
    const empty = { findings: [], failures: [], isTestFile: role !== 'other', testCount: 0, suppressed: 0 };
    // The cheapest file is one that is never parsed.
    if (role === 'other') return { ...empty, lineCount: countLines(text) };
    const triggers = triggersOfAll(input.rules, config);
    // In a document that is being edited the functions know their words already.
    const words = document.isFresh || !(input.stale || input.kept) ? triggers.finder.find(text) : undefined;
    if (words && !input.stale && !mayFire(text, triggers, words))
        return { ...empty, testCount: countTests(text), lineCount: countLines(text) };
    const outline = document.outline(input.cancelled);
    if (!outline) return undefined;
    const module = buildModule(path, text, outline);
    const facts = new FileFacts(module, teamCalls(config.calls));
    const failures: RuleFailure[] = [];
    const timings = new Map<string, number>();
    const { pace } = input;
    const kept = input.fixes ? undefined : input.kept?.begin(facts, { config, skip: pace?.skip ?? NONE });
    const run = { triggers, words, facts, config, failures, pace, kept };
    const drafts = runRules(run, timings, input.cancelled);
    if (!drafts) return undefined;

    const { lines } = document;
    const comments = text.includes('steady:') ? commentsOf(module) : [];
    const hiding = new Hiding(comments, lines);
    const found: Found[] = [];
    const add = (draft: LocatedDraft) => {
        const { rule, unit } = draft;
        const line = lines.lineAt(draft.draft.at.start + unit.start);
        const suppression = hiding.hides(rule.meta, line);
        if (!meetsConfidence(draft.draft.confidence, config)) return;
        const reason = suppression && (suppression.reason ?? '');
        found.push({ finding: toFinding(draft, lines, input, failures), reason });
    };
    for (const draft of drafts) add(draft);
    // What hides nothing in broken code may hide something once it parses.
    if (comments.length > 0 && !outline.hasError && !module.functions.some(unit => unit.broken)) {
        const failed = new Set([...failures.map(failure => failure.rule), ...(pace?.skip ?? [])]);
        const selected = selectRules(input.rules, config).filter(rule => !failed.has(rule.meta.name));
        for (const { rule, draft } of hiding.check(input.rules, selected, text)) {
            add({ rule, draft, unit: { start: 0, qualname: contextAt(draft.at.start, module) } });
        }
    }
    const all = withFingerprints(found, lines);
    const located = all.filter(({ reason }) => reason === undefined).map(({ finding }) => finding);
    const hidden = all.flatMap(({ finding, reason }): HiddenFinding[] =>
        reason === undefined ? [] : [{ finding, reason }],
    );
    const shown = input.stale
        ? input.stale.merge(located, {
              isBroken: context => isBroken(context, module, outline.hasError),
              isLate: rule => pace?.skip.has(rule) ?? false,
              lines,
          })
        : located;
    return {
        findings: [...shown].sort(byPlace),
        failures,
        isTestFile: true,
        testCount: module.functions.filter(f => f.role === 'test').length,
        lineCount: lines.lineCount,
        suppressed: hidden.length,
        ...(hidden.length > 0 ? { hidden } : {}),
        ...(pace ? { timings: Object.fromEntries(timings) } : {}),
    };
}

/** A finding before it is placed: spans are relative to the start of its unit. */
interface LocatedDraft extends Omit<UnitDraft, 'unit'> {
    readonly unit: Pick<FunctionUnit, 'start' | 'qualname'>;
}

interface Found {
    readonly finding: Finding;
    /** Set if a comment hides it: what the comment gives as its reason. */
    readonly reason: string | undefined;
}

/** Close to what parsing would say, for a file that is not worth it. */
function countTests(text: string): number {
    return text.match(/^\ufeff?[ \t]*(?:async[ \t]+)?def[ \t]+test\w*[ \t]*\(/gm)?.length ?? 0;
}

function countLines(text: string): number {
    let count = 1;
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) count++;
    return count;
}

function toFinding(
    { rule, unit, draft }: LocatedDraft,
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
        ...(draft.focus && { focus: absolute(draft.focus, unit.start) }),
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

function toFix(fix: FixPlan, lines: LineIndex): Fix {
    const edits = [...fix.edits]
        .sort((a, b) => a.start - b.start || a.end - b.end)
        .map(edit => ({ range: lines.rangeOf(edit), newText: edit.newText }));
    return { kind: fix.kind, title: fix.title, applicability: fix.applicability, edits };
}

/** Test id + rule + normalised code; the second of two equal ones gets a number. */
function withFingerprints(found: readonly Found[], lines: LineIndex): Found[] {
    const seen = new Map<string, number>();
    return [...found]
        .sort((a, b) => byPlace(a.finding, b.finding))
        .map(({ finding, reason }) => {
            const code = lines.lineText(finding.range.start.line).replace(/\s+/g, ' ').trim();
            const key = `${finding.context}\0${finding.rule}\0${code}`;
            const nth = seen.get(key) ?? 0;
            seen.set(key, nth + 1);
            const fingerprint = hashText(nth === 0 ? key : `${key}\0${nth}`);
            return { finding: { ...finding, fingerprint }, reason };
        });
}

function byPlace(a: Finding, b: Finding): number {
    return (
        a.range.start.line - b.range.start.line ||
        a.range.start.character - b.range.start.character ||
        (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
    );
}

/** Every comment of the file that may speak to us, with absolute offsets. */
function commentsOf(module: ModuleModel): Comment[] {
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
    return comments;
}

/** The function that holds an offset; empty at module level. */
function contextAt(offset: number, module: ModuleModel): string {
    return module.functions.find(f => f.start <= offset && offset < f.end)?.qualname ?? '';
}

/** A function that does not parse, or that has vanished into an error. */
function isBroken(context: string, module: ModuleModel, fileHasError: boolean): boolean {
    const unit = module.functions.find(f => f.qualname === context);
    return unit?.broken ?? fileHasError;
}
