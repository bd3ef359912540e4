/** Real commits that fixed flaky tests: is the version before reported, and the version after not? */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { groupBy } from './labels.mjs';

/** Which of our rules answer to a family of the labels, whether they exist yet or not. */
const RULES_OF = {
    'sleep-as-sync': [
        'sleep-as-sync',
        'sleep-before-absence',
        'sleep-before-poller',
        'injected-delay',
        'mtime-sleep',
        'ui-sleep',
        'subprocess-readiness',
    ],
    'unbounded-poll': ['unbounded-poll', 'silent-poll', 'side-effecting-poll'],
    'unbounded-wait': ['unbounded-wait'],
    'wall-clock-bound': ['wall-clock-bound'],
    'too-short-timeout': ['short-timeout'],
    'wait-result-ignored': ['ignored-wait-result', 'ignored-join-timeout'],
    'event-misuse': ['event-pulse', 'wait-without-predicate', 'ignored-wait-result'],
    // Not only tasks: whatever is begun asynchronously and then taken for done.
    'async-task-not-awaited': [
        'dangling-task',
        'missing-await',
        'missing-wait',
        'read-before-join',
        'exact-count-of-producer',
        'sleep-as-sync',
    ],
    'missing-join-or-leaked-thread': [
        'leaked-thread',
        'dangling-task',
        'read-before-join',
        'ignored-join-timeout',
    ],
    'unsynchronised-shared-state': [
        'unsynchronized-shared-state',
        'read-before-join',
        'non-atomic-update',
        'check-then-act',
        'completion-order',
        'exact-count-of-producer',
    ],
    'fixed-port-or-path': ['fixed-port', 'fixed-path', 'check-then-act'],
    network: ['real-network'],
    'unordered-collection': ['unordered-compare', 'completion-order', 'hash-order'],
    'unseeded-random': ['unseeded-random', 'import-time-seed'],
    'real-clock-in-expectation': ['clock-in-expectation', 'timebomb-date', 'locale-timezone'],
    'shared-global-state': ['global-attribute-mutation', 'module-data-mutation', 'process-state-mutation'],
    'module-or-class-level-mutable': ['module-data-mutation', 'mutable-default-state', 'shared-wide-fixture'],
    'env-or-cwd-mutation': ['process-state-mutation'],
    'mock-leak': ['patcher-not-stopped', 'global-attribute-mutation', 'global-primitive-mock'],
    'order-dependent-tests': ['order-encoded-tests'],
    other: [],
};

/**
 * @param rows of flakefix.jsonl
 * @param clones the folder with bare clones, `<owner>+<name>/repo`; undefined if there is none
 */
export function measureFixes(rows, clones, steady) {
    const known = new Set(steady.rules.map(rule => rule.name));
    const cases = [];
    const unreadable = [];
    for (const row of rows) {
        const before = clones && readAt(clones, row.repo, row.parent, row.path);
        const after = clones && readAt(clones, row.repo, row.commit, row.post_path);
        if (!before || !after) {
            unreadable.push(row.id);
            continue;
        }
        const rules = RULES_OF[row.family];
        if (rules === undefined)
            throw new Error(`flakefix.jsonl has a family that is new here: ${row.family}`);
        const flagged = (path, bytes, lines) =>
            steady.findings(path, bytes).some(f => rules.includes(f.rule) && touches(f.range, lines));
        cases.push({
            row,
            hit: flagged(row.path, before, row.pre_lines),
            // Only what was removed must be clean; a loosened smell is rightly still reported.
            cleared: row.fix_kind === 'removed' ? !flagged(row.post_path, after, row.post_lines) : undefined,
        });
    }
    const families = [...groupBy(cases, c => c.row.family)]
        .map(([family, group]) => ({
            family,
            hasRule: (RULES_OF[family] ?? []).some(rule => known.has(rule)),
            all: figures(group),
            high: figures(group.filter(c => c.row.confidence === 'high')),
        }))
        .sort((a, b) => Number(b.hasRule) - Number(a.hasRule) || b.all.cases - a.all.cases);
    const withRule = new Set(families.filter(f => f.hasRule).map(f => f.family));
    return {
        rows: rows.length,
        unreadable,
        families,
        covered: {
            all: figures(cases.filter(c => withRule.has(c.row.family))),
            high: figures(cases.filter(c => withRule.has(c.row.family) && c.row.confidence === 'high')),
        },
        missed: cases.filter(c => withRule.has(c.row.family) && (!c.hit || c.cleared === false)),
    };
}

function figures(cases) {
    const removed = cases.filter(c => c.cleared !== undefined);
    return {
        cases: cases.length,
        hits: cases.filter(c => c.hit).length,
        removed: removed.length,
        cleared: removed.filter(c => c.cleared).length,
        // The stricter reading of clearing: only what was reported before can be cleared.
        hitAndRemoved: removed.filter(c => c.hit).length,
        hitAndCleared: removed.filter(c => c.hit && c.cleared).length,
    };
}

function touches(range, [first, last]) {
    return range.start.line + 1 <= last && first <= range.end.line + 1;
}

/** The bytes of a file at a commit, or nothing if the clone lacks them. */
function readAt(clones, repo, commit, path) {
    const clone = join(clones, repo.replace('/', '+'), 'repo');
    const shown = spawnSync('git', ['-C', clone, 'show', `${commit}:${path}`], {
        maxBuffer: 64 * 1024 * 1024,
    });
    return shown.status === 0 ? shown.stdout : undefined;
}
