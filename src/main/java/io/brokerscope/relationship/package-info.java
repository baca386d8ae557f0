/**
 * How entities belong together: which exist, what clusters tell of them, and what follows from the
 * two. A relationship never outlives one of its ends.
 */
package io.brokerscope.relationship;
