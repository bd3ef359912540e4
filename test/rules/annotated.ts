/**
 * Python files that say themselves what is reported in them:
 *
 *     time.sleep(1)  # expect: sleep-as-sync
 *     time.sleep(1)  # expect: sleep-as-sync [part of the message] (severity)
 *     time.sleep(1)  # expect: sleep-as-sync  # expect: injected-delay
 *     time.sleep(1)  # expect: sleep-as-sync  # expect-fix: event-wait
 *
 * A line with `expect-fix` has a finding whose first fix is of that kind. The neighbour `.fixed.py` holds the file
 * after all of them.
 *
 * The engine does not see these comments, so that they cannot be taken for what an author says. The first
 * line of a file is a comment that says in a sentence what the file shows.
 */
import type { Finding } from '../../server/src/base/finding.ts';

export interface Expectation {
    /** Zero-based. */
    readonly line: number;
    readonly rule: string;
    /** Part of the message; empty if any message will do. */
    readonly message: string;
    readonly severity: string | undefined;
}

export interface Annotated {
    readonly title: string;
    /** The text that the engine sees. */
    readonly text: string;
    readonly expectations: readonly Expectation[];
    /** Lines on which the finding's first fix is expected, with the fix's kind. */
    readonly fixes: readonly { readonly line: number; readonly kind: string }[];
}

const ANNOTATIONS = /\s*# expect(?:-fix)?:.*$/;
const RULE = /^expect: ([a-z-]+)(?: \[(.*)\])?(?: \(([a-z]+)\))?$/;
const FIX = /^expect-fix: ([a-z-]+)$/;

/** @throws an `Error` that names the line of an annotation that cannot be read */
export function readAnnotated(source: string): Annotated {
    const expectations: Expectation[] = [];
    const fixes: { line: number; kind: string }[] = [];
    const lines = source.split('\n').map((whole, line) => {
        const match = ANNOTATIONS.exec(whole);
        if (!match) return whole;
        for (const part of match[0].trim().slice(2).split('  # ')) {
            const rule = RULE.exec(part);
            const fix = FIX.exec(part);
            if (rule?.[1] !== undefined)
                expectations.push({ line, rule: rule[1], message: rule[2] ?? '', severity: rule[3] });
            else if (fix?.[1] !== undefined) fixes.push({ line, kind: fix[1] });
            else throw new Error(`line ${line + 1}: "# ${part}" is no expectation`);
        }
        return whole.slice(0, match.index);
    });
    const title = /^# (.+)/.exec(source)?.[1];
    if (title === undefined) throw new Error('line 1: a comment is missing that says what the file shows');
    return { title, text: lines.join('\n'), expectations, fixes };
}

/** What was found against what was expected, one line each, so that a difference reads as a list. */
export function compare(findings: readonly Finding[], expectations: readonly Expectation[]) {
    const unmatched = [...expectations];
    const found: string[] = [];
    const expected: string[] = [];
    for (const finding of findings) {
        const line = finding.range.start.line;
        const index = unmatched.findIndex(
            e =>
                e.line === line &&
                e.rule === finding.rule &&
                finding.message.includes(e.message) &&
                (e.severity === undefined || e.severity === finding.severity),
        );
        const text = `${line + 1}: ${finding.rule} (${finding.severity}) ${finding.message}`;
        found.push(text);
        if (index === -1) continue;
        unmatched.splice(index, 1);
        expected.push(text);
    }
    for (const e of unmatched)
        expected.push(`${e.line + 1}: ${e.rule}${e.severity ? ` (${e.severity})` : ''} …${e.message}…`);
    const byLine = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10);
    return { found: found.sort(byLine), expected: expected.sort(byLine) };
}
