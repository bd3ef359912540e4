/** The project's own helpers that wait for a condition: named in the configuration, or known by name and shape. */
import type { Body } from '../flow/timeline.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { Expr } from '../syntax/ast.ts';
import { walkBlock } from '../syntax/walk.ts';
import type { Place } from './place.ts';

export interface WaitHelper {
    /** How to call it: `self.wait_until`. */
    readonly text: string;
    readonly isAsync: boolean;
    /** It returns whether it succeeded, so that the result must be asserted. */
    readonly returnsSuccess: boolean;
}

const NAME =
    /^_?(wait_?(for|until)|wait_?till|eventually|assert_?eventually|poll_?(until|for)|retry_?until)\w*$/i;

/** The helper that is visible at a place, configured ones first. */
export function waitHelper(body: Body, at: number, place: Place): WaitHelper | undefined {
    return configured(body, at, place) ?? inClass(body, place) ?? inModule(place);
}

function configured(body: Body, at: number, place: Place): WaitHelper | undefined {
    const { options, unit, facts } = place;
    for (const name of options.waitHelpers) {
        const [head, ...rest] = name.split('.');
        if (head === 'self') {
            if (unit.cls) return { text: name, isAsync: false, returnsSuccess: false };
            continue;
        }
        // Only a name that the file has imported or defined can be called.
        for (let i = 0; i <= rest.length; i++) {
            const local = name.split('.').slice(i).join('.');
            if (facts.resolver.origin(dottedExpr(local, at), body.scope) === name)
                return { text: local, isAsync: false, returnsSuccess: false };
        }
        const visible = rest.length === 0 && head !== undefined && facts.resolver.lookup(head, body.scope);
        if (visible) return { text: name, isAsync: false, returnsSuccess: false };
    }
    return undefined;
}

function dottedExpr(dotted: string, at: number): Expr {
    const [head = '', ...rest] = dotted.split('.');
    let expr: Expr = { kind: 'name', id: head, start: at, end: at };
    for (const attr of rest) expr = { kind: 'attribute', value: expr, attr, start: at, end: at };
    return expr;
}

function inClass(body: Body, place: Place): WaitHelper | undefined {
    const { cls } = place.unit;
    const self = body.scope.selfName;
    if (!cls || self === undefined) return undefined;
    for (const candidate of [cls, ...cls.localBases()]) {
        for (const method of candidate.methods.values()) {
            const helper = shapeOf(method, `${self}.${method.name}`, 1, place);
            if (helper) return helper;
        }
    }
    return undefined;
}

function inModule(place: Place): WaitHelper | undefined {
    for (const unit of place.module.topLevel.values()) {
        const helper = shapeOf(unit, unit.name, 0, place);
        if (helper) return helper;
    }
    return undefined;
}

/** A helper takes a predicate first, calls it in a loop that sleeps, and fails or says so when time is up. */
function shapeOf(unit: FunctionUnit, text: string, skip: number, place: Place): WaitHelper | undefined {
    if (!NAME.test(unit.name) || unit === place.unit) return undefined;
    const timeline = place.facts.timeline(unit);
    if (!timeline) return undefined;
    const { fn } = timeline;
    const [predicate, ...others] = fn.params.slice(skip);
    if (predicate?.kind !== 'plain' || predicate.default) return undefined;
    if (others.some(p => p.kind === 'plain' && !p.default)) return undefined;
    const isCalled = timeline.calls.some(
        c => c.expr.func.kind === 'name' && c.expr.func.id === predicate.name,
    );
    const sleeps = timeline.calls.some(c => c.effect?.kind === 'delay' && c.step.frames.length > 0);
    let fails = timeline.calls.some(c => /^(fail|assert\w*)$/.test(c.name));
    let returnsTrue = false;
    let returnsFalse = false;
    walkBlock(fn.body, stmt => {
        if (stmt.kind === 'raise' || stmt.kind === 'assert') fails = true;
        if (stmt.kind === 'return' && stmt.value?.kind === 'constant') {
            if (stmt.value.value === true) returnsTrue = true;
            if (stmt.value.value === false) returnsFalse = true;
        }
        return undefined;
    });
    if (!isCalled || !sleeps || !(fails || (returnsTrue && returnsFalse))) return undefined;
    return { text, isAsync: fn.isAsync, returnsSuccess: !fails };
}
