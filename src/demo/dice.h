/*
 * dice: numbers that look random and are the same for the same seed.
 *
 * Never for secrets (base/crypt.h). Each case gets dice of its own from seed,
 * purpose and number, so what one case throws does not move the others.
 */
#ifndef DEMO_DICE_H
#define DEMO_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t at;
};

/* The next 64 bits (splitmix64: an odd step and two rounds of mixing). */
static inline uint64_t dice_bits(struct dice *d)
{
	uint64_t z = d->at += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Dice for one purpose and number. */
static inline struct dice dice_for(uint64_t seed, uint64_t purpose, uint64_t number)
{
	struct dice d = { seed };

	d.at = dice_bits(&d) ^ purpose;
	d.at = dice_bits(&d) ^ number;
	dice_bits(&d);
	return d;
}

/* 0..n-1; n > 0. */
static inline size_t dice_below(struct dice *d, size_t n)
{
	return (size_t)(((dice_bits(d) >> 32) * (uint64_t)n) >> 32);
}

/* lo..hi, both included. */
static inline int dice_range(struct dice *d, int lo, int hi)
{
	return lo + (int)dice_below(d, (size_t)(hi - lo) + 1);
}

/* True in so many of a thousand throws. */
static inline bool dice_per_mille(struct dice *d, int chance)
{
	return (int)dice_below(d, 1000) < chance;
}

#endif
