/** What browsers run: brings the islands of a page to life. Every page works without it. */
