"""Referrals given and received: their values and the dates that follow from them."""
