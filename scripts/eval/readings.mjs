/**
 * Samples of the concurrency family's findings that were read by hand, oldest first. Each was drawn at random before
 * anybody had looked at it, and, where nothing else is said, read with the whole file at hand by a reader who knew
 * nothing of the analysis; what was wrong was repaired before the next was drawn.
 */
export const READINGS = [
    { findings: 45, right: 21 },
    // Two readers: they differ on workers that end by themselves after a last act that the test waits for.
    { findings: 50, right: 38, other: 15 },
    { findings: 41, right: 19 },
    { findings: 50, right: 37 },
    { findings: 50, right: 40 },
    { findings: 46, right: 35 },
    { findings: 21, right: 14 },
    // From here on all that is found in projects that were new: 53, 57, 63, 64, 57. This one was read by who repaired it.
    { findings: 35, right: 19 },
    // Who repaired it read it as well.
    { findings: 55, right: 41, other: 45 },
    { findings: 21, right: 15 },
    { findings: 35, right: 23 },
    // Without 155 of one kind in one project (coroutines in a plain TestCase, all right): they would make it 98 %.
    { findings: 11, right: 7 },
];

/** All findings that one of the readers judged and that are reported after the repairs. */
export const STILL_REPORTED = { findings: 230, right: 214 };

/** All that the family reports in the corpus, hints left out, after the repairs: each has been read. */
export const IN_CORPUS = { findings: 22, right: 19 };
