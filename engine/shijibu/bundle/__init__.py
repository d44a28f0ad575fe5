"""The offline bundle: all that a computer without internet needs, as one folder that an office copies over."""
