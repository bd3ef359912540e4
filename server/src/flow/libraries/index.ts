/** All tables as one: from a call's origin to its effect. */
import type { CallExpr } from '../../syntax/ast.ts';
import type { Effect, EffectTable } from '../effects.ts';
import { NO_TEAM_CALLS, type TeamCalls } from '../team-calls.ts';
import { CONCURRENCY, METHODS } from './concurrency.ts';
import { DELAY_METHODS, DELAYS, importedSleep } from './delays.ts';
import { PATCHES } from './patches.ts';

const BY_ORIGIN: ReadonlyMap<string, Effect> = new Map(
    Object.entries({ ...DELAYS, ...CONCURRENCY, ...PATCHES } satisfies EffectTable),
);
const BY_METHOD: ReadonlyMap<string, Effect> = new Map(Object.entries({ ...METHODS, ...DELAY_METHODS }));

/** Receivers whose bare `.start()` begins concurrent work, and `.stop()`/`.join()` ends it, by their names. */
const CONCURRENT_RECEIVER =
    /thread|proc|worker|server|daemon|observer|service|listener|runner|consumer|producer|timer|task|job|scheduler|child|^[pt]\d?$/i;

/**
 * The effect of a call, by its origin where that is known, else by a method's name.
 *
 * @param origin see `model/resolve.ts`
 * @param name the last name of the callee
 * @param team what the configuration says of the team's own calls; it wins
 */
export function effectOf(
    origin: string | undefined,
    name: string,
    call: CallExpr,
    team: TeamCalls = NO_TEAM_CALLS,
): Effect | undefined {
    if (team.size > 0) {
        const own = team.get(origin ?? '') ?? team.get(inheritedName(call) ?? '');
        if (own) return own;
    }
    if (origin !== undefined) {
        const known = BY_ORIGIN.get(origin) ?? BY_ORIGIN.get(origin.replace(/^param:/, 'fixture:'));
        if (known) return known;
        if (origin.endsWith('.sleep')) {
            const delay = importedSleep(origin, call.func.kind === 'name');
            if (delay) return delay;
        }
    }
    if (call.func.kind !== 'attribute') return undefined;
    const byMethod = BY_METHOD.get(name);
    if (byMethod && !isLibraryFunction(origin)) return byMethod;
    if (
        name === 'start' &&
        call.args.length === 0 &&
        CONCURRENT_RECEIVER.test(receiverName(call)) &&
        !isPatcher(origin)
    ) {
        return { kind: 'spawn', what: 'unknown' };
    }
    if (
        (name === 'join' || name === 'wait') &&
        CONCURRENT_RECEIVER.test(receiverName(call)) &&
        call.args.length <= 1
    ) {
        return { kind: 'wait', what: 'end', timeout: { index: 0, keyword: 'timeout' }, onTimeout: 'silent' };
    }
    return undefined;
}

/** `self.nap` for a method that the file does not define, as the configuration names it. */
function inheritedName({ func }: CallExpr): string | undefined {
    if (func.kind !== 'attribute' || func.value.kind !== 'name') return undefined;
    return func.value.id === 'self' || func.value.id === 'cls' ? `self.${func.attr}` : undefined;
}

function receiverName(call: CallExpr): string {
    if (call.func.kind !== 'attribute') return '';
    let receiver = call.func.value;
    while (receiver.kind === 'call' || receiver.kind === 'subscript')
        receiver = receiver.kind === 'call' ? receiver.func : receiver.value;
    return receiver.kind === 'attribute' ? receiver.attr : receiver.kind === 'name' ? receiver.id : '';
}

/** A method's name says nothing about a function of a known module, such as `asyncio.run.cancel`. */
function isLibraryFunction(origin: string | undefined): boolean {
    return (
        origin !== undefined &&
        (origin.startsWith('str()') || origin.startsWith('dict()') || origin.startsWith('list'))
    );
}

function isPatcher(origin: string | undefined): boolean {
    return origin?.startsWith('mock.patch') ?? false;
}
