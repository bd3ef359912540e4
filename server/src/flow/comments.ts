/** What people write beside the code: the best single cue for what a sleep is for. */
import type { Comment } from '../syntax/ast.ts';

/** The author waits for something else to have happened. */
export const WAIT_CUE =
    /\b(wait(ing)?|give[sn]?|giving|let('s)?|allow|time (to|for)|hopefully|make sure|ensure|enough time|should (now |by now |have |be )|until|so that|settle|catch up|too (soon|early|quick(ly)?|fast)|in progress|needed (to|for|because)|so (we |it |that we )?(sleep|wait)|(sleep|wait) (for )?a (bit|little|while|moment|few))\b/i;
/** The author lets other tasks run. */
export const YIELD_CUE =
    /\b(yield|switch(es)?|reschedul|relinquish|other (green)?threads?|event loop|loop turn|context switch)\b/i;
/** The author gives something forbidden the chance to happen; if it does not, the test passes either way. */
export const OPPORTUNITY_CUE =
    /\b(opportunity|plenty of time|chance (to|for)|(has|have|had)n't|(does|do|did)n't|(is|are|was)n't|shouldn't|should not|must not|not (yet|be|have)|still (be|in|block|alive)|potentially|no (one|more|\w+(\/\w+)? ha(s|ve)))\b/i;
/** The author pretends that something is busy or slow. */
export const WORK_CUE =
    /\b(simulat|pretend|emulat|mimic|busy|long[- ]running|slow (down|operation|function|task)|(do|does|doing) (some )?work|forever)/i;
/** The author lets a clock advance. */
export const CLOCK_CUE =
    /\b(expir\w*|ttl|mtime|timestamps?|time ?stamp|clock|resolution|granularity|elaps\w*|older|newer|second boundary|interval|rollover|time ?out|timed out|age|stale|updated_at)\b/i;
/** The author lets a given stretch of time run out: stronger than any word for waiting beside it. */
export const TIME_PASSES_CUE =
    /\b(longer|more|less|later) than\b.{0,30}\b(time ?out|ttl|interval|delay|period|window)|\b(time ?out|ttl|interval|period|window|lease|time)\b.{0,25}\b(pass|elapse|expire|run out|lapse)\b|\btrigger\w*\b.{0,20}\btime ?out\b|\b(becomes?|gets?|goes|grows?)\s+(stale|old|invalid|expired)\b|\b(at least|past|beyond)\b.{0,25}\b(time ?out|ttl|interval|period|duration|lockout)\b|\bfor long enough\b|\brequired time\b|\b(let|until|wait for)\b.{0,40}\b(waiters?|them|it|requests?|futures?|calls?)\b.{0,20}\btime out\b/i;
/** The author describes a race or an interleaving that is wanted. */
export const RACE_CUE =
    /\b(rac(e[sd]?|y|ing)\b|race[- ]condition|overlap\w*|interleav\w*|time window|while .{0,40} is still)/i;
/** The author says that things happen at once, which most tests of several workers do: a race only with a delay beside it. */
export const AT_ONCE_CUE = /\b(concurren\w*|simultaneous\w*|at the same time|in parallel|reproduc\w*)/i;
/** The author says that there is no race. */
export const NO_RACE_CUE =
    /\b(no|not|never|without|avoid\w*|prevent\w*)\s+(an?\s+|any\s+)?rac(e|es|y|ing)\b|\brace[- ](free|less|safe)\b/i;
/** The author says that delays are put in on purpose. */
export const INJECT_CUE =
    /\b(inject\w*|sleeps?\b|delays?\b|slow(ed|s)? down|slow\b|block(s|ed)?\b|pause[sd]?\b|hold(s)?\b)/i;

/**
 * The comments that speak of a place: on its line, and the block directly above it.
 *
 * @param text the unit's text
 * @param at an offset in it, the start of the statement
 */
export function commentsNear(text: string, comments: readonly Comment[], at: number, end: number): string {
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const lineEnd = text.indexOf('\n', end);
    const near: string[] = [];
    for (const comment of comments) {
        if (comment.start >= lineStart && comment.start < (lineEnd === -1 ? text.length : lineEnd))
            near.push(comment.text);
    }
    let above = lineStart;
    for (let i = comments.length - 1; i >= 0; i--) {
        const comment = comments[i];
        if (!comment || comment.end > above) continue;
        // Only a comment that fills the whole line directly above counts.
        if (text.slice(comment.end, above).trim() !== '' || /\n\s*\n/.test(text.slice(comment.end, above)))
            break;
        const commentLine = text.lastIndexOf('\n', comment.start - 1) + 1;
        if (text.slice(commentLine, comment.start).trim() !== '') break;
        near.push(comment.text);
        above = commentLine;
    }
    return near.join('\n');
}

/** A run of comment lines without code between them; blank lines are allowed. */
export interface CommentBlock {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly lines: number;
}

/** Groups comments that fill their lines into blocks. */
export function commentBlocks(text: string, comments: readonly Comment[]): CommentBlock[] {
    const blocks: { start: number; end: number; text: string; lines: number }[] = [];
    for (const comment of comments) {
        const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
        if (text.slice(lineStart, comment.start).trim() !== '') continue;
        const last = blocks.at(-1);
        if (last && text.slice(last.end, comment.start).trim() === '') {
            last.end = comment.end;
            last.text += `\n${comment.text}`;
            last.lines++;
        } else {
            blocks.push({ start: comment.start, end: comment.end, text: comment.text, lines: 1 });
        }
    }
    return blocks;
}
