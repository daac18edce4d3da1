"""People on the phone, played over real SIP."""
