/**
 * A test as an abstract concurrent program: one root for the test and one for each piece of work that it starts,
 * each a list of actions in program order. Races are looked for in this, never in syntax.
 *
 * Loops that start or wait are written out a few times, so that "started in a loop" is simply several roots.
 */
import type { Span } from '../../base/text.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { AssertionKind } from '../assertions.ts';
import type { SpawnKind } from '../effects.ts';
import type { Step } from '../timeline.ts';
import type { Scheduling } from './schedulers.ts';

/** A place in the source, in a function of the file. */
export interface ActionPlace {
    readonly unit: FunctionUnit;
    readonly span: Span;
    readonly step: Step;
}

export type Action = ActionPlace &
    (
        | {
              readonly kind: 'access';
              /** Identity of what is shared; the same string in all roots. */
              readonly variable: string;
              readonly mode: AccessMode;
              /** One bytecode or one call into C under the GIL. */
              readonly atomic: boolean;
              /** Where an update takes the value that it changes, if that is an earlier step. */
              readonly since: Since | undefined;
              /** A task waits in the middle of this update: others come between. */
              readonly waits: boolean;
              /** Locks held here, by identity. */
              readonly locks: ReadonlySet<string>;
              /** What an assertion expects of the value that is read here. */
              readonly asserted: AssertionKind | undefined;
              /** All items of a container are gone through. */
              readonly iterates: boolean;
              /** Something unknown was called before, in this root: it may have waited for anybody. */
              readonly afterUnknown: boolean;
          }
        | { readonly kind: 'spawn'; readonly root: number }
        /** Others of the same loop may run here; `sure`: they do. */
        /** For how long, `timed` says, is decided by a clock or by what is outside the loop. */
        | { readonly kind: 'yield'; readonly sure: boolean; readonly timed: boolean }
        /**
         * Waits for the end of roots; `undefined` stands for all that run: an unknown wait may order anything.
         * `sure` is false for a wait that returns when its time is up and whose outcome nobody checks.
         */
        | { readonly kind: 'join'; readonly roots: ReadonlySet<number> | undefined; readonly sure: boolean }
        /** Tells, on an Event, a queue, a semaphore, a condition, or by writing what somebody polls. */
        | { readonly kind: 'signal'; readonly object: string }
        /** Waits until it was told so many times; `all`: by everybody who tells. */
        | {
              readonly kind: 'await';
              readonly object: string;
              readonly need: number | 'all';
              readonly sure: boolean;
          }
        /** Waits for everybody else who comes here: a Barrier. */
        | { readonly kind: 'meet'; readonly object: string }
    );

type Told<A> = A extends Action ? Omit<A, keyof ActionPlace> : never;
/** What a synchroniser's method does, wherever it is called. */
export type Part = Told<Extract<Action, { kind: 'signal' | 'await' | 'meet' }>>;

/** The first half of an update that takes two steps. */
export interface Since extends ActionPlace {
    /** The read itself, an action of the same root. */
    readonly read: Access;
    /** `value = count`, or `if key not in cache` */
    readonly how: 'copy' | 'check';
}

export type AccessMode = 'read' | 'write' | 'update';
export type Access = Extract<Action, { kind: 'access' }>;

export interface Root {
    readonly id: number;
    /** `test` or the worker's name. */
    readonly name: string;
    readonly what: SpawnKind | 'main' | 'handler';
    readonly scheduling: Scheduling;
    readonly actions: readonly Action[];
    /** Where its work is made; the same for all roots that a loop starts. */
    readonly origin: object | undefined;
    /** One of several that do the same. */
    readonly many: boolean;
    /** Where it is started. */
    readonly spawnedAt: ActionPlace | undefined;
    /** A pool with a single thread runs this only when that one has ended. */
    readonly after: number | undefined;
}

export interface Program {
    readonly roots: readonly Root[];
    /** How variables are called in the source. */
    readonly names: ReadonlyMap<string, string>;
    /** Objects whose signals may also come from code that is not in the file: a wait for them orders everything. */
    readonly open: ReadonlySet<string>;
}
