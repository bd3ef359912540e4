/** A sleep between two writes, so that the file times differ. */

import { durationAssertion } from '../../fixes/elapsed.ts';
import { fileTimeAssertion, fileTimeFixes } from '../../fixes/timing/file-time.ts';
import { delayName, type SleepSite } from '../../flow/sleeps.ts';
import type { Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { lastName } from '../../syntax/walk.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds, quote } from '../wording.ts';
import { unlessAsserted } from './fixable.ts';

const TOUCHES =
    /^(open|write_text|write_bytes|write|touch|copy|copyfile|copy2|utime|stat|getmtime|lstat|create_file|make_file|write_file|_write\w*|dump|save|rename|replace|mtime)$/;
const NEARBY = 5;
const ABOUT_FILE_TIME =
    /mtime|modif|getmtime|st_mtime|newer|older|reload|stale|file ?time|watch|timestamp|changed|touch|rebuild/i;

export const mtimeSleep: Rule = {
    meta: {
        name: 'mtime-sleep',
        family: 'timing',
        summary: 'A sleep between two writes makes file times differ',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a sleep between a write and another write or a `stat` of the same path, where the code around it speaks of modification times.',
            why: 'File systems keep times with a resolution from nanoseconds to two seconds. The sleep is either longer than it has to be or, on another file system, too short. `os.utime` sets the time exactly.',
            example: `import time

from shop import config


def test_reload_when_modified(tmp_path):
    path = tmp_path / 'shop.ini'
    path.write_text('a = 1')
    loader = config.Loader(path)
    time.sleep(1.1)
    path.write_text('a = 2')
    assert loader.reload_if_modified()
`,
            useInstead: `import os

from shop import config


def test_reload_when_modified(tmp_path):
    path = tmp_path / 'shop.ini'
    path.write_text('a = 1')
    loader = config.Loader(path)
    path.write_text('a = 2')
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))
    assert loader.reload_if_modified()
`,
            references: [{ title: 'os.utime', url: 'https://docs.python.org/3/library/os.html#os.utime' }],
        },
    },
    triggers: ['sleep'],
    check(context) {
        for (const site of context.sleeps()) {
            const path = sharedPath(site, context.unit.text);
            if (path === undefined) continue;
            const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
            const draft: Draft = {
                at: site.call.expr,
                message: `\`${delayName(site.call)}\`${length} makes the file times of ${quote(path)} differ; \`os.utime\` would set them exactly`,
                confidence: 'medium',
                explanation: {
                    why: 'Whether two writes get different times depends on the resolution of the file system.',
                    solution: `Set the time instead of waiting for it: \`os.utime(${path}, ns=(later, later))\`.`,
                    evidence: '',
                },
            };
            const fixes = () => fileTimeFixes(site, path, context.facts, context.config);
            context.report(
                unlessAsserted(
                    draft,
                    site.timeline,
                    fixes,
                    durationAssertion(site.timeline) ??
                        fileTimeAssertion(site.call.step, path, context.unit.text),
                ),
            );
        }
    },
};

/** The path that is written before a sleep and written or asked for after it, where file times are spoken of. */
export function sharedPath(site: SleepSite, text: string): string | undefined {
    if (site.role.kind !== 'main' || (site.intent !== 'elapse-time' && site.intent !== 'wait-for-effect'))
        return undefined;
    if (site.started?.strong && site.started.kind !== 'external') return undefined;
    if (!ABOUT_FILE_TIME.test(text)) return undefined;
    const { step } = site.call;
    const before = step.body.steps.slice(Math.max(0, step.index - NEARBY), step.index);
    const after = step.body.steps.slice(step.index + 1, step.index + 1 + NEARBY);
    // A file time that is set outright needs no sleep; the sleep is for something else.
    if ([...before, ...after].some(s => s.calls.some(c => c.name === 'utime'))) return undefined;
    const written = nearestPaths(before.reverse(), text);
    return nearestPaths(after, text).find(p => written.includes(p));
}

/** The paths that the first step that touches any touches. */
function nearestPaths(steps: readonly Step[], text: string): string[] {
    for (const step of steps) {
        const paths = pathsOf(step, text);
        if (paths.length > 0) return paths;
    }
    return [];
}

/** The source of the paths that a step writes, touches or asks. */
function pathsOf(step: Step, text: string): string[] {
    const found: string[] = [];
    const add = (expr: Expr | undefined) => {
        if (
            expr &&
            (expr.kind === 'name' ||
                expr.kind === 'attribute' ||
                expr.kind === 'string' ||
                expr.kind === 'call' ||
                expr.kind === 'binary')
        ) {
            found.push(text.slice(expr.start, expr.end));
        }
    };
    for (const { expr, name } of step.calls) {
        if (!TOUCHES.test(name)) continue;
        // The second argument of `open` is its mode.
        for (const arg of expr.args.slice(0, name === 'open' ? 1 : 2)) add(arg);
        if (expr.func.kind === 'attribute') add(expr.func.value);
    }
    // What is written to a file that was opened by its path.
    for (const { kind, stmt } of step.frames) {
        if (kind !== 'with' || stmt.kind !== 'with' || found.length === 0) continue;
        for (const { context } of stmt.items)
            if (context.kind === 'call' && lastName(context.func) === 'open') add(context.args[0]);
    }
    return found.filter(p => p !== 'os' && p !== 'os.path' && p !== 'shutil' && p !== 'self');
}
