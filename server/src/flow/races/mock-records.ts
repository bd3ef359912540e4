/** What a mock remembers of its calls: whoever calls it writes, `call_count` and `assert_called` read. */
import type { Resolver } from '../../model/resolve.ts';
import type { Scope } from '../../model/scope.ts';
import type { AttributeExpr, CallExpr, Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import type { AccessMode } from './program.ts';

export interface RecordAccess {
    readonly variable: string;
    readonly name: string;
    readonly mode: AccessMode;
}

const OWN = /^(called|call_count|call_args|call_args_list|await_count|await_args|await_args_list)$/;
/** These also hold the calls of the mock's methods. */
const OF_ALL = /^(mock_calls|method_calls)$/;
const ASKS = /^assert_(called|not_called|any_call|awaited|not_awaited|any_await)\w*$/;
const ASKS_ALL = /^assert_has_(calls|awaits)$/;
const NEITHER = /^(reset_mock|configure_mock|attach_mock|assert_\w+)$/;
const MOCK = /^mock\.(Mock|MagicMock|AsyncMock|create_autospec|NonCallableMock)\(\)$/;

interface Found {
    /** The mock itself, then the names of its methods. */
    readonly path: readonly string[];
    readonly name: string;
}

export class MockRecords {
    readonly #resolver: Resolver;
    readonly #identity: (expr: Expr, scope: Scope) => string | undefined;

    constructor(resolver: Resolver, identity: (expr: Expr, scope: Scope) => string | undefined) {
        this.#resolver = resolver;
        this.#identity = identity;
    }

    /** `callback.call_count` */
    ofAttribute({ value, attr }: AttributeExpr, scope: Scope): RecordAccess[] | undefined {
        if (OWN.test(attr)) return this.#reads(value, scope, '()');
        return OF_ALL.test(attr) ? this.#reads(value, scope, '*') : undefined;
    }

    /** `callback(1)`, `callback.assert_called_once_with(1)`; `undefined` if it is no mock that is called. */
    ofCall({ func }: CallExpr, scope: Scope): RecordAccess[] | undefined {
        if (func.kind === 'attribute') {
            if (ASKS.test(func.attr)) return this.#reads(func.value, scope, '()');
            if (ASKS_ALL.test(func.attr)) return this.#reads(func.value, scope, '*');
            if (NEITHER.test(func.attr)) return this.#find(func.value, scope) && [];
        }
        const found = this.#find(func, scope);
        return found?.path.flatMap((_, i): RecordAccess[] => {
            const prefix = found.path.slice(0, i + 1).join('.');
            const all: RecordAccess = { variable: `${prefix}*`, name: found.name, mode: 'write' };
            const isLast = i === found.path.length - 1;
            return isLast ? [{ ...all, variable: `${prefix}()` }, all] : [all];
        });
    }

    #reads(expr: Expr, scope: Scope, form: '()' | '*'): RecordAccess[] | undefined {
        const found = this.#find(expr, scope);
        return found && [{ variable: found.path.join('.') + form, name: found.name, mode: 'read' }];
    }

    #find(expr: Expr, scope: Scope): Found | undefined {
        const methods: string[] = [];
        for (let at: Expr = expr; at.kind === 'name' || at.kind === 'attribute'; at = at.value) {
            if (MOCK.test(this.#resolver.origin(at, scope) ?? '')) {
                const identity = this.#identity(at, scope);
                const name = [dottedName(at) ?? '', ...methods].join('.');
                return identity === undefined ? undefined : { path: [identity, ...methods], name };
            }
            if (at.kind === 'name') return undefined;
            methods.unshift(at.attr);
        }
        return undefined;
    }
}
