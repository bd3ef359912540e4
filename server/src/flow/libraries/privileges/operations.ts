/** What an operation does, by the words in its name. Rows, to be read at a glance. */

export type OperationKind = 'read' | 'write' | 'delete' | 'administer' | 'unknown';

const VERBS_BY_KIND: Readonly<Record<Exclude<OperationKind, 'unknown'>, string>> = {
    administer:
        'elevate elevated migrate evacuate grant revoke enable disable reset purge promote authorize failover freeze thaw impersonate',
    delete: 'delete deletes destroy remove drop clear release disassociate cleanup free deallocate unset terminate unbind unregister unlink rmtree truncate expire',
    read: 'get list show find count exist exists fetch query describe search is has read load retrieve lookup check filter all refresh select objects in validate describe head options diff compare verify',
    write: 'create update save set add attach detach post put insert bind allocate write make register build associate modify reserve store upsert claim patch init new run start stop reboot resize rebuild boot spawn sync ensure schedule finish confirm revert begin assign extend copy import export manage unmanage initialize shelve unshelve pause unpause suspend resume rescue unrescue accept upload swap snapshot backup restore retype transfer notify commit flush execute',
};

/** The first of these words in a name says what it does. */
export const VERBS: ReadonlyMap<string, OperationKind> = new Map(
    (['administer', 'delete', 'read', 'write'] as const).flatMap(kind =>
        VERBS_BY_KIND[kind].split(' ').map(verb => [verb, kind] as const),
    ),
);

/** Verbs that are nouns as often (`snapshot_get`, `transfer_destroy`): another verb in the name goes before them. */
export const NOUN_VERBS: ReadonlySet<string> = new Set(
    'transfer snapshot backup export import query filter set post run show restore copy in has is objects'.split(
        ' ',
    ),
);

/** Code below the permission check, by what a call goes through: an ordinary user never gets here directly. */
export const BELOW_THE_CHECK =
    /^(self\.|cls\.)?_?(db|db_?api|sql\w*|session|driver|drv|\w+_driver|manager|mgr|\w+_manager|agent|compute\d*|conductor|scheduler|rt|\w*tracker|fakes?|callbacks?|rpc\w*|\w+_rpc)(\.|$)|\.(session|manager|driver)\.|(^|[._])fake_|^(?!self\._)\S*\._[a-z]/;

/** Resources that everybody may read and only administrators change. */
export const ADMINISTERED_IF_CHANGED: ReadonlySet<string> = new Set(
    'type types flavor flavors qos specs group_type'.split(' '),
);

/**
 * Resources that belong to no project: reading them is the administrator's business, and changing them
 * is administration.
 */
export const ADMINISTERED: ReadonlySet<string> = new Set(
    'agent agents aggregate aggregates cell cells cluster clusters hypervisor hypervisors host hosts node nodes migration migrations policy policies quota quotas role roles service services user users tenant tenants project projects segment worker workers task tasks console consoleauth allocation allocations inventory bgp topology capacity pool pools'.split(
        ' ',
    ),
);

/** Calls that get a handle and do nothing with its rights: assertions, conversions, mocks. */
export const HARMLESS =
    /^(assert\w*|fail|fail(If|Unless)\w*|call|isinstance|id|repr|str|print|len|bool|dict|list|tuple|type|vars|hash|hasattr|getattr|setattr|deepcopy|copy|cast|debug|info|warning|to_dict|to_policy_values|from_dict|Mock|MagicMock|AsyncMock|object|dumps|serialize\w*|deserialize\w*|append|reset_mock)$/;

/** Calls that perform what they get as an argument: its place among the positional arguments. */
export const PERFORMERS: Readonly<Record<string, number>> = {
    assertRaises: 1,
    assertRaisesRegex: 2,
    assertRaisesRegexp: 2,
    addCleanup: 0,
    addClassCleanup: 0,
    addfinalizer: 0,
    callback: 0,
    partial: 0,
    spawn: 0,
    spawn_n: 0,
    spawn_after: 1,
    submit: 0,
    call_soon: 0,
    to_thread: 0,
};
