/** Calls that create or elevate privilege, and what to use instead. One row a handle. */

export interface HandleRow {
    /** Matches the origin of the call. */
    readonly origin: RegExp;
    /** What the call returns, for messages. */
    readonly what: string;
    /** The constructor of the ordinary equivalent beside it, with its arguments; `undefined` if there is none. */
    readonly ordinary: { readonly name: string; readonly args: string } | undefined;
}

export const ADMIN_CONTEXTS: readonly HandleRow[] = [
    {
        origin: /^neutron(_lib)?\.context\.get_admin_context(_without_session)?$/,
        what: 'an administrator context',
        ordinary: { name: 'Context', args: "'fake-user', 'fake-project', is_admin=False" },
    },
    {
        origin: /(^|\.)context\.get_admin_context$/,
        what: 'an administrator context',
        ordinary: { name: 'RequestContext', args: "'fake-user', 'fake-project', is_admin=False" },
    },
];

/** Verbs in names of operations, by what they do. The first match wins. */
export const OPERATION_VERBS: readonly { readonly kind: OperationKind; readonly verb: RegExp }[] = [
    {
        kind: 'administer',
        verb: /(^|_)(elevated?|migrat\w*|evacuate|force\w*|quota\w*|policy|policies|role|grant|revoke|enable|disable|service\w*|reset_state|purge|promote|authorize\w*)(_|$)/i,
    },
    {
        kind: 'delete',
        verb: /(^|_)(delete|destroy|remove|detach|unbind|drop|clear|release|disassociate|cleanup|free|deallocate|unset|terminate)(_|$|\w*)/i,
    },
    {
        kind: 'read',
        verb: /(^|_)(get|list|show|find|count|exists?|fetch|query|describe|search|is|has|read|load|retrieve|lookup|check|filter|all|refresh|select|obj_load_attr|in)(_|$)|^(get|list|find)|objects$/i,
    },
    {
        kind: 'write',
        verb: /(^|_)(create|update|save|set|add|attach|post|put|insert|bind|allocate|write|make|register|build|associate|modify|reserve|store|upsert|claim|patch|init|new|run|start|stop|reboot|resize|rebuild|boot|spawn|sync|ensure|schedule|finish|confirm|revert|begin|assign|extend|copy|import|export|manage|unmanage|initialize)(_|$|\w*)/i,
    },
];

export type OperationKind = 'read' | 'write' | 'delete' | 'administer' | 'unknown';
