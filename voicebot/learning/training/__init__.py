"""Classifiers of yes or no, chosen by validation in time, calibrated, measured on later rows."""
