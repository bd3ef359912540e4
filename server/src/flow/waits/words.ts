/** The words in names: whether `wait_until_deleted` waits for what `delete_server` begins. */

/** Words that say how one waits or asks, not for what. */
const EMPTY =
    /^(a?wait|for|until|till|to|be|is|are|get|set|has|have|the|an?|on|of|in|or|and|with|all|do|test|assert|check|ensure|poll|call|run|new|self|async|sync|item|items|count|len|ready|done|state|status|change|fake|mock|api|true|false|none|equal|result|value|event|finish(ed)?|complete[ds]?|condition|predicate)$/;

/** `WaitForIndex`, `_wait_until_deleted`, `VERSIONED_NOTIFICATIONS` as stems: `index`, `delet`, `version`, `notificat`. */
export function stemsOf(name: string): string[] {
    return name
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toLowerCase()
        .split(/[^a-z]+/)
        .filter(word => word.length > 3 && !EMPTY.test(word))
        .map(word => word.replace(/(ions?|ings?|e?s|e?d|e)$/, ''))
        .filter(stem => stem.length > 3);
}

/** Whether a name says in all its words that it waits for what another one speaks of, and not for some state of it. */
export function waitsFor(helper: string, stems: readonly string[]): boolean {
    const own = stemsOf(helper);
    return own.length > 0 && own.every(stem => stems.includes(stem)) && !PARTLY.test(helper);
}

const PARTLY = /stat(e|us)|chang|param|has_|count|num|_time|attr|field|value/i;

/** A name that says that it waits: `wait_for_notification`, `waitForIndex`, `poll_until_gone`, `eventually`. */
export const WAITS = /^_*a?wait|^_*poll_|_until|and_wait|eventually/i;
