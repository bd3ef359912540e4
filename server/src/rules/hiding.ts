/** Which findings the comments of one file hide, and which comments hid nothing. */
import type { LineIndex } from '../base/text.ts';
import type { Comment } from '../syntax/ast.ts';
import type { Draft, Rule, RuleMeta } from './rule.ts';
import { isUnreadable, parseSuppression, type Suppression, suppresses } from './suppressions.ts';

/** A finding of a rule about suppressions; its spans are absolute. */
export interface HygieneDraft {
    readonly rule: Rule;
    readonly draft: Draft;
}

export class Hiding {
    readonly #suppressions: readonly Suppression[];
    readonly #unreadable: readonly Comment[];
    readonly #used = new Map<Suppression, Set<string>>();

    /** @param comments with absolute offsets */
    constructor(comments: readonly Comment[], lines: LineIndex) {
        this.#suppressions = comments.flatMap(comment => parseSuppression(comment, lines) ?? []);
        this.#unreadable = comments.filter(isUnreadable);
    }

    /** The first suppression that hides a finding of `rule` on `line`; all that do count as used. */
    hides(rule: RuleMeta, line: number): Suppression | undefined {
        let first: Suppression | undefined;
        for (const suppression of this.#suppressions) {
            const name = suppresses(suppression, rule.name, rule.family, line);
            if (name === undefined) continue;
            // A comment that hides everything does not hide that it is not needed.
            if (rule.family === 'hygiene' && name === 'all') continue;
            first ??= suppression;
            const used = this.#used.get(suppression) ?? new Set();
            this.#used.set(suppression, used.add(name));
        }
        return first;
    }

    /** What the rules about suppressions say; ask when every finding has been shown to `hides`. */
    check(rules: readonly Rule[], selected: readonly Rule[], text: string): HygieneDraft[] {
        const drafts: HygieneDraft[] = [];
        for (const rule of selected) {
            rule.checkSuppressions?.({
                suppressions: this.#suppressions,
                unreadable: this.#unreadable,
                used: suppression => this.#used.get(suppression) ?? new Set(),
                rules,
                selected,
                text,
                report: draft => drafts.push({ rule, draft }),
            });
        }
        return drafts;
    }
}
