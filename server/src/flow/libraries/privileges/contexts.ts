/** Calls that create or elevate privilege, and what to use instead. One row a handle. */

/** What must hold of a call for its row to apply; all that is given must hold. */
export interface HandlePattern {
    /** The origin of the callee, see `model/resolve.ts`. */
    readonly origin?: RegExp;
    /** The last name of the callee. */
    readonly callee?: RegExp;
    /** The last name of what the method is called on. */
    readonly receiver?: RegExp;
    /** A keyword that is `True`; with `index`, the positional argument that means the same. */
    readonly flag?: { readonly keyword: string; readonly index?: number };
}

export interface HandleRow extends HandlePattern {
    /** What the call returns, for messages. */
    readonly what: string;
    /** The constructor of the ordinary equivalent beside it, with its arguments; `undefined` if there is none. */
    readonly ordinary: { readonly name: string; readonly args: string } | undefined;
    /** What to do where no other constructor is needed. Markdown, a clause that follows "or" and "Then". */
    readonly instead?: string;
    /** The privilege is one word of the call, and the call without it is the ordinary form. */
    readonly drop?: 'call' | 'flag';
}

/** The positional `is_admin` of OpenStack's contexts: user, project, is_admin. */
const IS_ADMIN_INDEX = 2;

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
    {
        callee: /^elevated$/,
        receiver: /(ctxt|context|ctx)$/i,
        what: 'an elevated context',
        ordinary: undefined,
        instead: 'pass the context as it is, without `.elevated()`',
        drop: 'call',
    },
    {
        origin: /(^|\.)context\.(Request)?Context$/,
        flag: { keyword: 'is_admin', index: IS_ADMIN_INDEX },
        what: 'a context with `is_admin=True`',
        ordinary: undefined,
        instead: 'leave the context what it is without `is_admin=True`',
        drop: 'flag',
    },
    {
        callee: /context$/i,
        flag: { keyword: 'is_admin' },
        what: 'a context with `is_admin=True`',
        ordinary: undefined,
        instead: 'leave the context what it is without `is_admin=True`',
        drop: 'flag',
    },
];
