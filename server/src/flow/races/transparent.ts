/** Calls that are known not to wait for anybody: between two of them nothing gets ordered. */
import { findMethod } from '../../model/module.ts';
import { assertionOf } from '../assertions.ts';
import type { Call, Timeline } from '../timeline.ts';

const BUILTINS =
    /^(len|print|sorted|set|list|dict|tuple|range|iter|next|isinstance|any|all|sum|min|max|zip|map|filter|enumerate|reversed|str|int|float|bool|bytes|type|getattr|hasattr|hash|id|repr|abs|round|super|bytearray|frozenset|object|vars|callable|divmod|ord|chr|format)$/;
const METHODS =
    /^(append|appendleft|extend|insert|add|remove|discard|pop|popleft|popitem|clear|update|setdefault|sort|reverse|copy|items|keys|values|get|count|index|format|join|split|strip|startswith|endswith|lower|upper|replace|encode|decode|is_alive|is_set|isSet|done|qsize|empty|full|locked|getName|setDaemon|assert_\w+|reset_mock|addCleanup|subTest|skipTest|fail|id|debug|info|warning|error|exception|cancelled|union|intersection|difference|symmetric_difference|hexdigest|total_seconds|write_text|write_bytes|read_text|read_bytes|touch|unlink|mkdir|rmdir|exists|is_file|is_dir)$/;
const MODULES =
    /^(time|math|random|itertools|functools|collections|contextvars|copy|operator|string|re|json|datetime|uuid|os\.path|os\.getpid|os\.environ|os\.(getenv|remove|unlink|stat)|pathlib|sys|unittest|mock|pytest|logging|threading\.(current_thread|get_ident|active_count|enumerate|main_thread|local|Event|Lock|RLock|Condition|Semaphore|Barrier|BoundedSemaphore)|queue\.\w*Queue$|types|weakref\.ref|contextlib|io\.(StringIO|BytesIO)|decimal|fractions|hashlib|textwrap|gc\.collect|concurrent\.futures\.(Thread|Process)PoolExecutor$|multiprocessing\.(Event|Queue|Lock))(\.|$)/;

/** What a patcher gives back may be anything that it was given with `new=`. */
const OF_PATCH = /^(unittest\.)?mock\.patch\b.*\(\)\.(start|__enter__)\(\)/;

/** By its name it may keep others out until its counterpart is called. */
export function mayGuard(name: string): boolean {
    return /acquire|lock|mutex|barrier|guard|critical|exclusive|synchroni|serialis|serializ/i.test(name);
}

/**
 * Whether a call orders nothing. Anything unknown may wait for the workers, and then says nothing about a race.
 */
export function waitsForNobody(call: Call, owner: Timeline): boolean {
    const { expr, name, origin } = call;
    if (assertionOf(call.step) !== undefined && /^(assert|fail)/.test(name)) return true;
    if (expr.func.kind === 'name' && BUILTINS.test(expr.func.id)) return true;
    if (origin !== undefined && MODULES.test(origin) && !OF_PATCH.test(origin)) return true;
    if (expr.func.kind === 'attribute') {
        if (
            METHODS.test(name) &&
            !(name === 'join' && !isText(call)) &&
            !(name === 'get' && call.expr.args.length === 0)
        )
            return true;
        // What can be awaited is no Event of the library.
        if ((name === 'start' || name === 'set') && !call.awaited) return true;
    }
    // An exception or another plain class of this file.
    const className = expr.func.kind === 'name' ? expr.func.id : '';
    if (/^[A-Z]\w*(Error|Exception)$/.test(className)) return true;
    const cls = owner.unit.cls;
    return cls !== undefined && name.startsWith('assert') && findMethod(cls, name) === undefined;
}

function isText({ expr, origin }: Call): boolean {
    return (
        origin?.startsWith('str()') === true ||
        (expr.func.kind === 'attribute' && expr.func.value.kind === 'string')
    );
}
