"""SIP lines (pjsua2) and the Asterisk that serves them."""
