"""The instant model: a linear-chain CRF that is trained anew while a person annotates."""
