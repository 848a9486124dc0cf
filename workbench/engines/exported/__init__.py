"""Trained models as ONNX, whole or in 8 bits; they run without torch and transformers."""
