/** What every fix needs to know about the test that it changes. */
import type { Span } from '../base/text.ts';
import type { FileFacts } from '../flow/context.ts';
import type { Body, Timeline } from '../flow/timeline.ts';
import type { FunctionUnit, ModuleModel } from '../model/module.ts';
import type { Reference } from './imports.ts';
import { reference } from './imports.ts';
import { namesIn } from './names.ts';
import { indentAt, quoted, type SourceStyle, styleOf } from './source.ts';

/** What the configuration says about fixes. */
export interface FixOptions {
    /** Seconds that a wait lasts at most. */
    readonly timeout: number;
    /** The project's own functions that wait for a condition. */
    readonly waitHelpers: readonly string[];
}

/** A function that is to be changed, with the file around it. */
export interface Place {
    readonly facts: FileFacts;
    readonly module: ModuleModel;
    readonly unit: FunctionUnit;
    readonly timeline: Timeline;
    /** The whole file: edits are absolute in it. */
    readonly text: string;
    readonly style: SourceStyle;
    /** Seconds that a wait lasts at most, as Python spells them. */
    readonly timeout: string;
    readonly options: FixOptions;
    /** Names that are taken; each fix starts from a copy. */
    readonly taken: ReadonlySet<string>;
}

/** `undefined` where the text of the file is not what the function was read from. */
export function placeOf(timeline: Timeline, facts: FileFacts, options: FixOptions): Place | undefined {
    const { module } = facts;
    const { unit } = timeline;
    if (module.text.slice(unit.start, unit.end) !== unit.text) return undefined;
    return {
        facts,
        module,
        unit,
        timeline,
        text: module.text,
        style: styleIn(module),
        timeout: String(options.timeout),
        options,
        taken: namesIn(timeline, module),
    };
}

const styles = new WeakMap<ModuleModel, SourceStyle>();

/** A file is read once for its style, however many findings it has. */
function styleIn(module: ModuleModel): SourceStyle {
    let style = styles.get(module);
    if (!style) {
        style = styleOf(module.text);
        styles.set(module, style);
    }
    return style;
}

/** A span of the function in offsets of the file. */
export function absolute(place: Place, span: Span): Span {
    return { start: span.start + place.unit.start, end: span.end + place.unit.start };
}

/** The source of an expression. */
export function sourceOf(place: Place, expr: Span): string {
    return place.unit.text.slice(expr.start, expr.end);
}

/** How the function can name `from.member` at an offset of it. */
export function refer(
    place: Place,
    body: Body,
    at: number,
    from: string,
    member: string,
): Reference | undefined {
    const { module, facts, style } = place;
    return reference({ module, resolver: facts.resolver, scope: body.scope, at, style }, from, member);
}

/** Something to assert, and what to say if it does not hold. */
export interface Claim {
    readonly condition: string;
    /** The condition must be false. */
    readonly negated?: boolean;
    readonly message: string;
    /** A plain `assert` says by itself what was compared; with this it gets the message too. */
    readonly alwaysMessage?: boolean;
}

/**
 * What asserting in the test's own style looks like: `self.assertTrue(...)` or a plain `assert`. Too long a
 * statement is broken into lines, `\n` between them.
 *
 * @param at where it will stand, relative to the unit
 */
export function assertion(place: Place, body: Body, claim: Claim, at: number): string {
    const { style, text, unit } = place;
    const { condition, negated = false, alwaysMessage = false } = claim;
    const message = quoted(claim.message, style);
    const self = unittestSelf(place, body);
    const fits = (line: string) => indentAt(text, at + unit.start).length + line.length <= style.width;
    if (self !== undefined) {
        const head = `${self}.assert${negated ? 'False' : 'True'}(`;
        const line = `${head}${condition}, ${message})`;
        return fits(line) ? line : `${head}\n${style.indent}${condition},\n${style.indent}${message})`;
    }
    const plain = `assert ${negated ? 'not ' : ''}${condition}`;
    if (!alwaysMessage) return plain;
    const line = `${plain}, ${message}`;
    return fits(line) ? line : `${plain}, (\n${style.indent}${message}\n)`;
}

/** The name of the test case where the enclosing class asserts by its methods. */
export function unittestSelf(place: Place, body: Body): string | undefined {
    const { unit, facts } = place;
    const self = facts.resolver.scopeOf(unit, place.timeline.fn).selfName;
    if (!unit.cls || self === undefined) return undefined;
    for (let current: Body | undefined = body; current?.parent; current = current.parent)
        if (current.scope.bindings.has(self)) return undefined;
    // Tests of pytest may live in a TestCase, for its set-up.
    if (/^\s*assert\b/m.test(unit.text) && !new RegExp(`\\b${self}\\.(assert|fail)[A-Z]`).test(unit.text))
        return undefined;
    const isCase =
        facts.resolver.baseNames(unit.cls).some(b => /TestCase|(^|\.)Test\w*$/.test(b)) ||
        [...unit.cls.methods.values()].some(m => /\bself\.assert[A-Z]\w*\(/.test(m.text));
    return isCase ? self : undefined;
}
