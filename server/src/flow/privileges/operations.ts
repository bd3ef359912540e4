/** What is done through a handle, by the names of what is called. */
import type { FunctionUnit } from '../../model/module.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import { dottedName, lastName } from '../../syntax/walk.ts';
import {
    ADMINISTERED,
    ADMINISTERED_IF_CHANGED,
    BELOW_THE_CHECK,
    HARMLESS,
    NOUN_VERBS,
    type OperationKind,
    PERFORMERS,
    VERBS,
} from '../libraries/privileges/operations.ts';

/** One operation performed through a handle. */
export interface Operation {
    readonly unit: FunctionUnit;
    readonly call: CallExpr;
    /** The callee as written: `objects.PciDeviceList.get_by_instance_uuid`. */
    readonly name: string;
    readonly kind: OperationKind;
    /** It concerns what belongs to no project, such as services and hosts: the administrator's business. */
    readonly administrative: boolean;
    /** It goes straight to a database, driver or manager, where rights are not checked any more. */
    readonly internal: boolean;
}

/** The operation that a call performs with a handle that it gets; `undefined` if it does nothing with it. */
export function operationOf(unit: FunctionUnit, call: CallExpr): Operation | undefined {
    const callee = performed(call);
    if (!callee) return undefined;
    const name = calleeName(callee);
    return { unit, call, name, ...classify(name) };
}

/** The operation under a name of the caller's choosing. */
export function namedOperation(unit: FunctionUnit, call: CallExpr, name: string): Operation {
    return { unit, call, name, ...classify(name) };
}

/** What a call performs: its callee, or for `assertRaises(Error, f, …)` and its kin the callable it gets. */
function performed(call: CallExpr): Expr | undefined {
    const name = lastName(call.func) ?? '';
    const at = Object.hasOwn(PERFORMERS, name) ? PERFORMERS[name] : undefined;
    if (at !== undefined) {
        const callee = call.args[at];
        return callee && lastName(callee) !== undefined ? callee : undefined;
    }
    return HARMLESS.test(name) ? undefined : call.func;
}

export function calleeName(callee: Expr): string {
    return dottedName(callee) ?? lastName(callee) ?? 'call';
}

function classify(name: string): Pick<Operation, 'kind' | 'administrative' | 'internal'> {
    const segments = name.split('.');
    const last = segments.at(-1) ?? name;
    const words = wordsOf(last);
    const kind = isConstructor(last) ? 'unknown' : (VERBS.get(words[verbAt(words)] ?? '') ?? 'unknown');
    const nouns = segments.filter(s => s !== 'self' && s !== 'objects').flatMap(wordsOf);
    const changes = kind === 'write' || kind === 'delete';
    const administrative =
        kind === 'administer' ||
        nouns.some(w => ADMINISTERED.has(w) || (changes && ADMINISTERED_IF_CHANGED.has(w)));
    return {
        kind: changes && administrative && isResource(segments) ? 'administer' : kind,
        administrative,
        internal: BELOW_THE_CHECK.test(name),
    };
}

/** Where the verb stands in a name; -1 if there is none. */
function verbAt(words: readonly string[]): number {
    const clear = words.findIndex(w => VERBS.has(w) && !NOUN_VERBS.has(w));
    return clear === -1 && VERBS.has(words[0] ?? '') ? 0 : clear;
}

/** Whether the administered thing is what is changed: `Service.create` and `create_agent`, not `run_on_host`. */
function isResource(segments: readonly string[]): boolean {
    const [owner, last] = [segments.at(-2) ?? '', segments.at(-1) ?? ''];
    const words = wordsOf(last);
    const verb = verbAt(words);
    const [before, after] = [words[verb - 1] ?? '', words[verb + 1] ?? ''];
    return (
        (isConstructor(owner) && wordsOf(owner).some(w => ADMINISTERED.has(w))) ||
        ADMINISTERED.has(before) ||
        ADMINISTERED.has(after)
    );
}

export function isConstructor(name: string): boolean {
    return /^_?[A-Z][a-z]/.test(name);
}

function wordsOf(name: string): string[] {
    return name
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toLowerCase()
        .split('_')
        .filter(w => w !== '');
}
