/**
 * A test as an abstract concurrent program: one root for the test and one for each piece of work that it starts,
 * each a list of actions in program order. Races are looked for in this, never in syntax.
 */
import type { Span } from '../../base/text.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { SpawnKind } from '../effects.ts';
import type { Step } from '../timeline.ts';

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
              /** Locks held here, by identity. */
              readonly locks: ReadonlySet<string>;
              readonly asserted: boolean;
          }
        | { readonly kind: 'spawn'; readonly root: number }
        /** Waits for the end of roots; `undefined` stands for all: an unknown wait may order anything. */
        | { readonly kind: 'join'; readonly roots: ReadonlySet<number> | undefined }
        /** Tells, on an Event, a queue, a barrier, a condition or a future. */
        | { readonly kind: 'signal'; readonly object: string }
        /** Waits for being told. */
        | { readonly kind: 'await'; readonly object: string }
        /** Something unknown that may wait for anybody. */
        | { readonly kind: 'barrier' }
    );

export type AccessMode = 'read' | 'write' | 'update';
export type Access = Extract<Action, { kind: 'access' }>;

export interface Root {
    readonly id: number;
    /** `test` or the worker's name. */
    readonly name: string;
    readonly what: SpawnKind | 'main';
    readonly actions: readonly Action[];
    /** Started more than once. */
    readonly many: boolean;
    /** Where it is started. */
    readonly spawnedAt: ActionPlace | undefined;
}

export interface Program {
    readonly roots: readonly Root[];
    /** How variables are called in the source. */
    readonly names: ReadonlyMap<string, string>;
}
