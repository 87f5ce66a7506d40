/// Signatures of “message” under one RSA key, in base64url. All were made with the private key, by raising the padded texts
/// that their names tell to its exponent (Python's `pow`), so only a check of the whole padding tells them apart.
enum RSASignatures {
    static let modulus = """
        xsfR87qROfhoEYF66YlIDK3ACcbOuZK8-fqRZvTh6Xowl1WS9qg9BHLZAW5buw35wlAKAopaSD8VXNe1I1JF99JWv2b1K316RAbA\
        J6kj_7Uyc5PAfrcsBQJjfGsd7zdLlaEwY2u1W2rnO6KTPzMWeFLU2HoazvsULmpytXUbfS5yg_NkGZ8IjlggKR4oRAKxwMs_pE8I\
        U3bCGrFIHqea1198Lf94-uY-dPp0pavdP0Fs9Tg71AT1yXHHHbS-N12Q4lWmclIn1EDl3-1m4X_NOOB_kUBemMUzO0wo3ttDLzlx\
        NPFLWxyBDSYmzRQ44MFBYvSuCtaYKrib1gNXECaKtw
        """

    static let genuine = """
        NFmciHUACU3u82poYpoBzFwqhlpROz5rzTHhmR6erlP-6mZqOOia6RTj0F84x6Iz10y64F84vwU0FGBPOooG_ch2gFW-TkX6jLdY\
        6Dnl5mcEBLTr2Z-4KdoJEZ7yxR_2QTpGymXIiWVWSArzIYEN64kqOzsHhgTKV5jvVaxCvUw5R_kM8q4HQsOqbpwJRnRsVLvWVnYu\
        GZf_wVsENSAjZSkd90v05bFZmYXDPuR9jt5q7_f-4__UQffDxtrN9QBpk5qYutqMd31H0g_WuCrpJ1RtF3N9KFpHbybK-WaRkaBW\
        t5vHnkvPxoi1Nhskpg1nzq2Gn7AQHTfF6KXoIL4NMg
        """

    static let forged: [(name: String, signature: String)] = [
        (
            "block type 2",
            """
            GFA7bYqnaHdZWiW1RdwAwVOfxGTt9ik2L8H3IHCHDXaBMK1sDg3w76qwPrDwBoNXAmTNcR036Ai00XbzCdM0cH3jVfk7LyVC2vIP\
            kz4DNGLAFvKLHhOK5rOLlonJrCw4j43ihDhIjXwnOljPB21AhXZytNmLgiLYvVyyOpTH7Uu2EwRgRDADkuTQiQLGSA9zMZvXyNz8\
            QItDwrNLDnRFmMZvhZl8LvRdf8yp5sS9mvLtpXhdMZJz3OArZeUu1e0mv0R83eJtn4cywDsf035ed_Id3cCgs8RKWl_nJ_MvEHVw\
            fFvBE_mOY7uo9ScMHlV5hfAtPv1rdODElbZvolbmrw
            """
        ),
        (
            "padding of zeros",
            """
            qAGIPxFpFP5SfprfBPepqu0wTMmuvJckUOKTlsDG8ByNb0d4ezabbRgQoQFZrtPof9RzgXEQNxyAHc7N_X8K9T-N0QQaKITocXW2\
            w8IB1K0Stf1519bi3ppcOygYI6RzaiA5YObecdi9X_9Qrn0fG9KWgUrOemAdBTmvYV-aaB5eMrRXnTCXb6p0EGry0UzfUbZaASEB\
            GxrrHq1FrywdLzVCY5CM4YskaC3TY5ln_JMvl_bU04cfeNqz7TwaJllznPAGDkaRv3BEn_XxpBM5bXczr1_3D0ZuSRhymKo0zRkJ\
            nrT0CPnatAnv_P09dK6LLt1wWX44U-8rQhflGJoKCA
            """
        ),
        (
            "padding with another byte",
            """
            Hf5C5qMhsVaRcLlTuOsYLzbHXUYNClv_339KVqjTXdvq2pHGvWdwG-G9BhZx1CE2uSD1jKhaqOhJ0mHoi7Zd6eEWzxV59MypeimP\
            qh2eoDbIagdwO6Ue3ssT98Dd_KoGmxCzt-ZTH7uQbd7qWLt6UrJjy3tt1xa48e949IfKBUNL1uM2R_3O8qakyyD8JHuyRo_xvcMB\
            z_TPOid6b5kXLsdhDoIFs8a38VC3159jwKhiZ99gHG3RbPArdtjnM-sMT2Dq3aWSAjTWaHqB9AvpkGT-j5_xZV5ZsOMQ7APCKWCW\
            umJ5tK16FH34gp5MoP5Snn4J3h_Xn1XTFv7KmdOA2g
            """
        ),
        (
            "the digest without its name",
            """
            Iu2oRhoBIGt91yJdtuZBzrAlyrieI0FG3P5vhL4dZwMxNjMCFDFL04vZn4EnKYsE8kqUFy74RB6qlpXW8wCsF6jfkg-H2Q4kdJ9l\
            gHDjwVkx9n8Dcp3sSU7zn7setdiXR_s2oulZeqkU6MqQGvYf9PYJ3ohQtJagBBrvQIsh1b78OuKq1Q9lN5qbZjuFS2r-jLbWLslf\
            zD6mboxf8erlwqHCRwPKOKIa-LwfdAM_ide9eNZ_uAYZtogzlhdx2qyD7pDeSjmJ9v0OJ1C0CW2lxjAbPbXhNv5pYR5Wz6wZstcY\
            qejNU6OQlC86q7yJEXQPfuaFZflfD-dszhIpNs3Adw
            """
        ),
        (
            "a name without parameters",
            """
            e2SpUuZynU_-XE8XzCVCnNoEOCwUq_2Qi0AQl_5OlAi2X2KPCBfaNthVZX2rQ5BbJC_xI4Y_H7o3OKPleAX_3KG0qADsK4JgAtUr\
            H769jxzhrKQe7XtX8hlj5jc7zx2tCsMUMDVbRvMX1gro_J8VgKemUkMNq-wunMLTt5ucLFDEKLoMgP29hopxsPxBgyq4QftfbfyZ\
            fANt90uIjfD7PtCD-porWxU9fP67ZJiD60ctpgdMVd4fCuOi132YILN2i6Pcs8oVKoXx2wpxvsUg5x7Vc5XnFk_qeY8aLvEDCWov\
            yvTTbI2clI8h4ve0AfETj0WnZcLcB9tT5u8u6fs94Q
            """
        ),
        (
            "SHA-1",
            """
            l-cAKUPfRGMtmKvWZu9pONgqifjAQRvkxKEa7qFfGN0kXuHOqIz47SQEt4dtVFsk8VH1-87tzcuHPSoEwhsS1XBWrdppWcIekXJz\
            QM75WMa0gCUcDISB5Y2R6HzlPqzyCDHbgGysGEcbnrVnmCVkMBCJI6xRimzYVbDbGpAHVG8PuqGPYANlzq8zgburhFCyDRAL8As1\
            TdTHqs1261PGhb0-TEJZcrVwikwaEhdjlx4YL8RdKz7H1Ws2EmYvnAB27zN24DINgb7uDr0ciI-5BM3hSfEDgM8Nok4Myj7ZQeUf\
            ux7HfUzQKjz1gfCZIjem6qr9oCRUJFFsLt35Jf-AWw
            """
        ),
        (
            "bytes behind the digest (Bleichenbacher 2006)",
            """
            ie79sA3E6E0DfGWqoQ5NB4m15jKsG9qvAlTAc6Q4smFDavC8LqlXENkb3emRp3oGNYoxpbQxDK7iDVNcMYmIYXm_ugitemS_1P70\
            o9i0jXgeW-Z9VuCALyQ1q-E9Kyck9-AI9glmD0np09ZcrAlNgPQDUhmep3Hpiv_NKufM5RvDpAexNVu9IsnOdh3g1hfNA9GYozo1\
            sX5CfXmHxRFv2WuUGprArWi7QzfNzJgm8RJ4s_REpDnHbyjoxPAr3sDTCDoaLVyLKaYcgfSaynfcCdeSMFTwvrI7NtLn9rfHDY20\
            Ln0Y1hcZlLvDwGisSsdvRWhVj1_o9gDsjXc0Wozbkg
            """
        ),
        (
            "no zero behind the padding",
            """
            eEQPjmPScOXOIrDwFw8YSf_aNLriP00gr_VInoL3cC1AFIqJw6L5KyrW-FZd8YCFLBjYeWsZKaraNmuIkJ0690dTiidutXtxoTWk\
            ffxTBCdm3S48ebrgN6liFmsgXGoRh5IV0cdIoxXaKpMWHBvPgeLtMNGpefTgxXwIKyspXeIk3rCr_Di8HxFDEEq4jM1UHfCXcfEz\
            ktqb7XFWEs570h_GhPxafA-Fg2L8UAOQfjiTANXcpaURHCpNOQT7DkDOpp0N2XsMtyAqeJE2ngjXSvdWcnmX5yvuXmczrTa2QOiZ\
            db-JBsbg3mXpLA9WIzXgxUlXI_UY1mpvov_77caFIA
            """
        ),
        (
            "a digest of another message",
            """
            gs_RUpz3OkwgbPg_MDBBCtXVIMz0jEesUn7G9-G2AuHGFP5ykABpCn78bHiZT84OSylJ7uDgUs_95sp7yaQxv46e9l6dpWaLq_kM\
            BH5vCnoi8MWsNbKAaKjsS_RW3nwFsWTu2oVnY1wvmFaea3m8-nfszUIzdaCrVZHDuJqLeqQmMVg9hozP4PcEiCy3qvqaI6jSGIi0\
            qPc9oSAd_zh08ijIx-rKg-ewZVeCrFFmUKlRH4CA-JJ82m_pudVJg3QAROl8JUzhhv4HKuKugdW_W4UwXQsm4VaFpLk9XKFjjPAp\
            9QTy_5LCrj3I7S6ArO1JTIODqgWKTGWhLeWgMuAGDg
            """
        ),
        (
            "PSS instead of PKCS #1 v1.5",
            """
            EslVu-lVP_RMY4RvVkU4BMx4YADBlNhS7yHSxwewUkItz8sa_k8ZcTfAkHg1KMO2ZEeQYLN3-NWz4ZnXmdTic0_cy2vQgbsol9_W\
            lzsU0DDJcTfx2gQwiUfrrJVSksCprqb6i9YHp9dAzoHH9Dk3xP9WvgkiMyO8TpKbx_kylBoqltBMxRXSTGeenh1xxZjrEhRF-qLe\
            Rctk9ZS7USqcli630bZf_zzPdsT3kIPudqfI1JQ6zG_CiFiOlEzcQsakVzE99sI_nb0UidUG3x_gJ2EHEBtdiiPTe7Ev8JtnobSx\
            QGhQUhOQqx8W9xrUUxMzgF7iQaUh1AZ709UyUbXM0Q
            """
        ),
        (
            "the number of the right one and the modulus, a byte longer",
            """
            APshbnwvkUNGVwTr40wjSdkJ6pAhH_TRKMcscwATgJfOL4G7_S-Q1-2HvNHNlIKwLZmcxOLpkwdESXE4BF3cTPWazT-8s3nDdNC-\
            GQ_jCeYcNnhIrFhW5C7cbI4KELRXQdbbdy3RfeTQPYOthmC0JGPb_xO1IlT_3oYDYgshXjp6q8vscQxND9Ebype6MYp3HhWHFfrF\
            Nm0OwdwMTFPHvjyImiVLbeCXmA6AN-SQWs4f1-UwOrgEygtpiuSPjCxd-nXwPy0stEu-LbH9PZmqtmA07Kiz28Efeqpy89hB1MDZ\
            x-yNEvloUNOu3AMvXYbOqTGiNKqGqEfwYb6pPzDkl-k
            """
        ),
    ]
}
