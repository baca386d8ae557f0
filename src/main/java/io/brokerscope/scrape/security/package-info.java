/** Credentials, certificates and what keeps them out of sight, for all protocols. */
package io.brokerscope.scrape.security;
